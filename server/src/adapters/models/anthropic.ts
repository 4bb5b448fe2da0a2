/**
 * Anthropic's Messages: one request whose only tool must be called, so the answer is that tool's input. Refusals come as
 * `stop_reason: "refusal"`, cut answers as `"max_tokens"` or `"model_context_window_exceeded"`, tokens as
 * `usage.input_tokens` (those read from or written to a cache apart) and `usage.output_tokens`; overload as HTTP 529.
 */
import { type Model, ModelError, PROPOSAL_SCHEMA, type Usage } from '../../ports/model.ts';
import { count, postJson } from './http.ts';
import type { Endpoint } from './openai.ts';

const VERSION = '2023-06-01';
const TOOL = 'turn';

interface Message {
  content?: { type?: string; name?: string; input?: unknown }[];
  stop_reason?: string | null;
  usage?: Record<string, unknown>;
}

export function createAnthropic({ url, model, key }: Endpoint): Model {
  return {
    async ask(request, signal) {
      const body = {
        model,
        max_tokens: request.maxOutputTokens,
        system: request.system,
        messages: [{ role: 'user', content: request.user }],
        tools: [
          {
            name: TOOL,
            description: 'The reading and the reply of this turn.',
            input_schema: PROPOSAL_SCHEMA,
          },
        ],
        tool_choice: { type: 'tool', name: TOOL, disable_parallel_tool_use: true },
      };
      const headers = { 'anthropic-version': VERSION, ...(key === null ? {} : { 'x-api-key': key }) };
      return read((await postJson(`${url}/messages`, headers, body, signal)) as Message);
    },
  };
}

function read(message: Message): { json: string; usage: Usage } {
  const spent = message.usage ?? {};
  const usage = {
    inputTokens:
      count(spent.input_tokens) +
      count(spent.cache_creation_input_tokens) +
      count(spent.cache_read_input_tokens),
    outputTokens: count(spent.output_tokens),
  };
  const why = message.stop_reason;
  if (why === 'refusal') throw new ModelError('refused', 'The model refused to answer.', { usage });
  if (why === 'max_tokens' || why === 'model_context_window_exceeded')
    throw new ModelError('truncated', 'The answer was cut off at its limit of tokens.', { usage });
  const used = message.content?.find((block) => block.type === 'tool_use' && block.name === TOOL);
  if (used?.input === undefined)
    throw new ModelError('malformed', 'The model did not answer in the form asked for.', { usage });
  return { json: JSON.stringify(used.input), usage };
}
