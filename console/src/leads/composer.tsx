/** Take over and write, or give back. A text that may not go now is refused with the rule, never queued. */
import { Button, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { call } from '../api/client.ts';
import type { LeadDetail } from '../api/types.ts';
import { myZone } from '../ui/clock.tsx';
import { useDraft } from '../ui/draft.ts';
import { firstName, smsSegments, timeForBoth, timeWithZone } from '../ui/format.ts';
import { useKeys } from '../ui/keys.ts';
import { Baton, Key } from '../ui/parts.tsx';
import type { LeadAct } from './lead-act.ts';
import { KeepDialog, useReplies, wantedReply } from './replies.tsx';
import { SuggestionForm } from './suggestion.tsx';

export function Composer({ detail, act }: { detail: LeadDetail; act: LeadAct }) {
  const { lead, assistant, permit } = detail;
  const params = { id: lead.leadId };
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText, clear] = useDraft(`lead.${lead.leadId}`);
  const [focusNext, setFocusNext] = useState(false);
  const [refused, setRefused] = useState(false);
  const key = useRef(crypto.randomUUID());
  const asleep = assistant.mode === 'asleep' || assistant.mode === 'off';

  const takeOver = (): void => {
    setFocusNext(true);
    void act(() => call('takeOver', { params }));
  };
  const giveBack = (): void => void act(() => call('giveBack', { params }));
  useEffect(() => {
    if (!asleep || !focusNext) return;
    setFocusNext(false);
    field.current?.focus();
  }, [asleep, focusNext]);

  const [keeping, setKeeping] = useState(false);
  const replies = useReplies({ text, leadName: lead.name, onTake: setText });
  const may = permit.sms.verdict === 'allow';
  const send = (): void => {
    const body = text.trim();
    if (!asleep || body === '' || wantedReply(body) !== null) return;
    if (!may) {
      setRefused(true);
      return;
    }
    setRefused(false);
    void act(() => call('writeText', { params, body: { body }, idempotencyKey: key.current })).then(
      (done) => {
        if (!done) return;
        clear();
        key.current = crypto.randomUUID();
      },
    );
  };
  useKeys({ r: asleep ? giveBack : takeOver, 'mod+Enter': send }, ['mod+Enter']);

  if (!asleep)
    return (
      <>
        <div className="composer composer-asleep">
          <p className="b-dim b-inline">
            <Baton />{' '}
            {assistant.mode === 'suggest' ? 'The assistant drafts, you send.' : 'The assistant writes.'}
          </p>
          <Button
            variant="outline"
            aria-pressed={assistant.mode === 'suggest'}
            onClick={() =>
              void act(() => call('suggestOnly', { params, body: { on: assistant.mode !== 'suggest' } }))
            }
          >
            Suggest only
          </Button>
          <Button variant="outline" onClick={takeOver} aria-keyshortcuts="R" rightSection={<Key>R</Key>}>
            Take over
          </Button>
        </div>
        {assistant.suggestion === null ? null : (
          <SuggestionForm
            key={assistant.suggestion.suggestionId}
            detail={detail}
            suggestion={assistant.suggestion}
            act={act}
          />
        )}
      </>
    );
  const { segments, units, perSegment } = smsSegments(text);
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="composer-line">
        <p className="b-meta">
          {assistant.takenOverBy === null
            ? 'The assistant sleeps.'
            : `${assistant.takenOverBy} writes. The assistant sleeps`}
          {assistant.takenOverBy === null
            ? ''
            : assistant.untilMs === null
              ? ' until you give it back.'
              : ` until you give it back or ${timeWithZone(assistant.untilMs, lead.tz)}.`}
        </p>
        <Button type="button" size="xs" variant="outline" onClick={giveBack} aria-keyshortcuts="R">
          Give back
        </Button>
      </div>
      <Textarea
        ref={field}
        aria-label={`Text to ${lead.name}`}
        aria-describedby="permit-line"
        placeholder={`Text to ${firstName(lead.name)}`}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={1_600}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
        {...(replies.list === null ? {} : { 'aria-controls': 'replies' })}
        onKeyDown={(e) => {
          if (replies.onKeyDown(e)) return;
          if (e.key === 'Escape') e.currentTarget.blur();
        }}
      />
      {replies.list}
      <div className="composer-line">
        <p id="permit-line" className={may ? 'b-meta' : 'b-meta b-stop'} role={refused ? 'alert' : undefined}>
          {may ? (
            'May send now'
          ) : (
            <>
              {refused ? 'Not sent: ' : ''}
              {permit.sms.words} <code>{permit.sms.reason ?? permit.sms.ruleId}</code>
              {permit.sms.untilMs === null
                ? ''
                : ` · from ${timeForBoth(permit.sms.untilMs, lead.tz, myZone)}`}
            </>
          )}
        </p>
        <span className="b-meta b-num" title={`${units} of ${perSegment} characters of the segment`}>
          {segments} SMS
        </span>
        {text.trim() === '' || wantedReply(text) !== null ? (
          <span className="b-meta">/ for replies</span>
        ) : (
          <Button type="button" variant="subtle" size="xs" onClick={() => setKeeping(true)}>
            Keep as reply
          </Button>
        )}
        <Button
          type="submit"
          aria-disabled={!may || undefined}
          data-disabled={!may || undefined}
          rightSection={<Key>Ctrl Enter</Key>}
        >
          Send text
        </Button>
      </div>
      {keeping ? (
        <KeepDialog
          kind="reply"
          body={text.trim()}
          title="Keep as a reply"
          says="{name} stands for the lead's first name. The same name replaces what was kept."
          onClose={() => setKeeping(false)}
        />
      ) : null}
    </form>
  );
}
