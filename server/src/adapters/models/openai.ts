/**
 * Any endpoint that speaks OpenAI's chat completions, so local servers too (llama.cpp, Ollama, vLLM): one request with
 * `response_format: json_schema`. Refusals come in `message.refusal`, cut answers as `finish_reason: "length"`, filtered
 * ones as `"content_filter"`, tokens as `usage.prompt_tokens` and `usage.completion_tokens`.
 */
import { type Model, ModelError, PROPOSAL_SCHEMA, type Usage } from '../../ports/model.ts';
import { count, postJson } from './http.ts';

interface Completion {
  choices?: {
    finish_reason?: string | null;
    message?: { content?: string | null; refusal?: string | null };
  }[];
  usage?: { prompt_tokens?: unknown; completion_tokens?: unknown };
}

export interface Endpoint {
  /** Without the last part: `https://api.openai.com/v1`, `http://127.0.0.1:11434/v1`. */
  url: string;
  model: string;
  /** Local servers often want none. */
  key: string | null;
}

export function createOpenAi({ url, model, key }: Endpoint): Model {
  // OpenAI's newer models refuse the old name of the limit; local servers know only that one.
  const limit = new URL(url).hostname.endsWith('openai.com') ? 'max_completion_tokens' : 'max_tokens';
  return {
    async ask(request, signal) {
      const body = {
        model,
        messages: [
          { role: 'system', content: request.system },
          { role: 'user', content: request.user },
        ],
        [limit]: request.maxOutputTokens,
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'turn', strict: true, schema: PROPOSAL_SCHEMA },
        },
      };
      const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
      return read((await postJson(`${url}/chat/completions`, headers, body, signal)) as Completion);
    },
  };
}

function read(completion: Completion): { json: string; usage: Usage } {
  const usage = {
    inputTokens: count(completion.usage?.prompt_tokens),
    outputTokens: count(completion.usage?.completion_tokens),
  };
  const choice = completion.choices?.[0];
  if (choice?.message?.refusal || choice?.finish_reason === 'content_filter')
    throw new ModelError('refused', 'The model refused to answer.', { usage });
  if (choice?.finish_reason === 'length')
    throw new ModelError('truncated', 'The answer was cut off at its limit of tokens.', { usage });
  if (typeof choice?.message?.content !== 'string' || choice.message.content === '')
    throw new ModelError('malformed', 'The answer holds no text.', { usage });
  return { json: choice.message.content, usage };
}
