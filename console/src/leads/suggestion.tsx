/** The assistant's draft in the composer: a person sends it, changes it, or drops it. */
import { Button, Textarea } from '@mantine/core';
import { useRef, useState } from 'react';
import { call } from '../api/client.ts';
import type { LeadDetail } from '../api/types.ts';
import { myZone } from '../ui/clock.tsx';
import { smsSegments, timeForBoth } from '../ui/format.ts';
import { useKeys } from '../ui/keys.ts';
import { Key } from '../ui/parts.tsx';
import type { LeadAct } from './lead-act.ts';

type Suggestion = NonNullable<LeadDetail['assistant']['suggestion']>;

export function SuggestionForm(props: { detail: LeadDetail; suggestion: Suggestion; act: LeadAct }) {
  const { detail, suggestion, act } = props;
  const { lead, permit } = detail;
  const [text, setText] = useState(suggestion.body);
  const key = useRef(crypto.randomUUID());
  const field = useRef<HTMLTextAreaElement>(null);
  const params = { id: lead.leadId };
  const { suggestionId } = suggestion;
  const may = permit.sms.verdict === 'allow';
  const body = text.trim();
  const ready = may && body !== '';
  const send = (): void => {
    if (!ready) return;
    const changed = body === suggestion.body ? {} : { body };
    void act(() =>
      call('sendSuggestion', { params, body: { suggestionId, ...changed }, idempotencyKey: key.current }),
    ).then((done) => {
      // The next press is another try, perhaps with other words.
      if (!done) key.current = crypto.randomUUID();
    });
  };
  const discard = (): void => void act(() => call('discardSuggestion', { params, body: { suggestionId } }));
  useKeys({ 'mod+Enter': send, t: () => field.current?.focus() }, ['mod+Enter']);
  const { segments } = smsSegments(text);
  return (
    <form
      className="composer"
      aria-label="Draft of the assistant"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Textarea
        ref={field}
        label="Draft of the assistant"
        description={
          suggestion.problem === null
            ? 'Nothing leaves until you send it.'
            : `Not sent: ${suggestion.problem}.`
        }
        autosize
        minRows={2}
        maxRows={8}
        maxLength={1_600}
        value={text}
        aria-keyshortcuts="T"
        onChange={(e) => setText(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key === 'Escape') e.currentTarget.blur();
        }}
      />
      <div className="composer-line">
        <p className={may ? 'b-meta' : 'b-meta b-stop'}>
          {may
            ? 'May send now'
            : `${permit.sms.words}${permit.sms.untilMs === null ? '' : ` From ${timeForBoth(permit.sms.untilMs, lead.tz, myZone)}.`}`}
        </p>
        <span className="b-meta b-num">{segments} SMS</span>
        <Button type="button" variant="outline" onClick={discard}>
          Discard
        </Button>
        <Button
          type="submit"
          aria-disabled={!ready || undefined}
          data-disabled={!ready || undefined}
          rightSection={<Key>Ctrl Enter</Key>}
        >
          {body === suggestion.body ? 'Send draft' : 'Send changed'}
        </Button>
      </div>
    </form>
  );
}
