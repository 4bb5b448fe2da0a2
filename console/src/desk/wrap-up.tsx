/** "How did it go?": nine numbered results, notes that survive a reload, a callback in the lead's own time. */
import { Button, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { dispositions, dispositionWords } from '../../../contract/words.ts';
import { call } from '../api/client.ts';
import { useNowMs } from '../api/live.ts';
import type { DeskView } from '../api/types.ts';
import { Countdown } from '../ui/clock.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useDraft } from '../ui/draft.ts';
import { dayAndTime } from '../ui/format.ts';
import { useKeys } from '../ui/keys.ts';
import { Failure, Key } from '../ui/parts.tsx';
import { zonedToMs } from '../ui/zoned.ts';
import { useDesk } from './desk-provider.tsx';

type Disposition = (typeof dispositions)[number];

interface FormProps {
  transferId: string;
  leadTz: string;
  draft: string;
  onSaved?: () => void;
  keys: boolean;
}

/** Result, notes, callback. Used in wrap-up and for a result that is missing. */
function ResultForm({ transferId, leadTz, draft, onSaved, keys }: FormProps) {
  const desk = useDesk();
  const [notes, setNotes, clearNotes] = useDraft(`wrap-up.${transferId}`, draft);
  const [chosen, setChosen] = useState<Disposition | null>(null);
  const [callback, setCallback] = useState('');
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const notesField = useRef<HTMLTextAreaElement>(null);
  const first = useRef<HTMLDivElement>(null);
  const callbackAtMs = callback === '' ? null : zonedToMs(callback, leadTz);

  const save = (): void => {
    if (saving) return;
    if (chosen === null) {
      setProblem('Choose a result: 1 to 9.');
      first.current?.querySelector('button')?.focus();
      return;
    }
    setSaving(true);
    void desk
      .act(() =>
        call('disposition', {
          params: { id: transferId },
          body: {
            disposition: chosen,
            notes,
            ...(chosen === 'callback' && callbackAtMs !== null ? { callbackAtMs } : {}),
          },
        }),
      )
      .then((done) => {
        setSaving(false);
        if (!done) return;
        clearNotes();
        onSaved?.();
      });
  };
  const choose = (d: Disposition): void => {
    setChosen(d);
    setProblem(null);
  };
  const digits = Object.fromEntries(dispositions.map((d, i) => [String(i + 1), () => choose(d)]));
  useKeys(
    keys ? { ...digits, n: () => notesField.current?.focus(), 'mod+Enter': save } : { 'mod+Enter': save },
    ['mod+Enter'],
  );

  return (
    <div className="wrap">
      <div
        className="wrap-choices"
        role="radiogroup"
        aria-label="Result"
        aria-describedby="wrap-problem"
        ref={first}
      >
        {dispositions.map((d, i) => (
          <button
            key={d}
            type="button"
            role="radio"
            aria-checked={chosen === d}
            aria-keyshortcuts={keys ? String(i + 1) : undefined}
            className="wrap-choice"
            onClick={() => choose(d)}
          >
            <Key>{i + 1}</Key>
            <span>{dispositionWords[d]}</span>
          </button>
        ))}
      </div>
      <p id="wrap-problem" className="b-stop wrap-problem" role="status">
        {problem}
      </p>
      {chosen === 'callback' ? (
        <TextInput
          type="datetime-local"
          label="Call back at, in the lead's time"
          value={callback}
          onChange={(e) => setCallback(e.currentTarget.value)}
          description={
            callbackAtMs === null ? `Times are in ${leadTz}` : dayAndTime(callbackAtMs, leadTz, Date.now())
          }
        />
      ) : null}
      <Textarea
        ref={notesField}
        label="Notes"
        description={
          draft !== '' && notes === draft ? 'Drafted by the assistant. Change what is wrong.' : undefined
        }
        autosize
        minRows={3}
        maxRows={10}
        maxLength={4_000}
        value={notes}
        onChange={(e) => setNotes(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key === 'Escape') e.currentTarget.blur();
        }}
      />
      <div className="call-acts">
        <Button
          size="md"
          onClick={save}
          aria-keyshortcuts="Control+Enter"
          rightSection={<Key>Ctrl Enter</Key>}
        >
          {saving ? 'Saving…' : 'Save result'}
        </Button>
      </div>
    </div>
  );
}

export function WrapUp({ wrapUp, title }: { wrapUp: NonNullable<DeskView['wrapUp']>; title: ReactNode }) {
  const desk = useDesk();
  const nowMs = useNowMs(200);
  const left = wrapUp.untilMs - nowMs;
  const share = Math.max(0, Math.min(1, left / Math.max(1, wrapUp.windowMs)));
  const more = (): void => void desk.act(() => call('extendWrapUp', { params: { id: wrapUp.transferId } }));
  useKeys({ w: more });
  const ticked = useRef(false);
  const { sounds } = desk.phone;
  useEffect(() => {
    if (left > 5_000) ticked.current = false;
    else if (!ticked.current && left > 0) {
      ticked.current = true;
      sounds?.play('wrap-up-ending');
    }
  }, [left, sounds]);
  return (
    <section className="b-panel wrap-panel" aria-label="Wrap-up">
      <header className="call-head">
        {title}
        <Countdown deadlineMs={wrapUp.untilMs} className="call-clock" />
      </header>
      <div className="call-bar" aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </div>
      <div className="wrap-line">
        <p className="b-dim">Your call with {wrapUp.leadName}. No offers until this ends.</p>
        <Button variant="outline" size="xs" onClick={more} aria-keyshortcuts="W" rightSection={<Key>W</Key>}>
          30 s more
        </Button>
      </div>
      <ResultForm transferId={wrapUp.transferId} leadTz={wrapUp.leadTz} draft={wrapUp.notesDraft} keys />
    </section>
  );
}

/** A result added later. */
export function ResultDialog(props: { transferId: string; leadName: string; onClose: () => void }) {
  const desk = useDesk();
  return (
    <Dialog onClose={props.onClose} title={`How did it go with ${props.leadName}?`}>
      {desk.error === null ? null : <Failure error={desk.error} />}
      <ResultForm
        transferId={props.transferId}
        leadTz={desk.view?.agent.tz ?? 'UTC'}
        draft=""
        keys={false}
        onSaved={props.onClose}
      />
    </Dialog>
  );
}
