/** Passing the live call on: whom to ring, and then who talks with whom. Non-modal; the lead goes on hearing the agent. */
import { Button, Radio, SegmentedControl, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { call as api } from '../api/client.ts';
import { useTopic } from '../api/live.ts';
import type { DeskCall, PassOptions } from '../api/types.ts';
import { Clock, Countdown } from '../ui/clock.tsx';
import { useDraft } from '../ui/draft.ts';
import { firstName } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { useKeys } from '../ui/keys.ts';
import { Failure, Key, Loading } from '../ui/parts.tsx';
import { useDesk } from './desk-provider.tsx';
import './pass-on.css';

type Pass = NonNullable<DeskCall['pass']>;
type To = Parameters<typeof api<'pass'>>[1]['body']['to'];
/** How long what came of a pass stands. */
const WORDS_MS = 30_000;

/** On the desk of the agent who has the lead. */
export function PassOn({ call }: { call: DeskCall }) {
  const [open, setOpen] = useState(false);
  const running = call.pass !== null;
  useEffect(() => {
    if (running) setOpen(false);
  }, [running]);
  useKeys(running ? {} : { t: () => setOpen((was) => !was), Escape: () => setOpen(false) });
  if (call.pass !== null) return <Running call={call} pass={call.pass} />;
  return (
    <div className="pass">
      <div className="pass-row">
        <Button
          variant="outline"
          size="xs"
          leftSection={<I.IconArrowForwardUp size={16} stroke={1.75} aria-hidden />}
          rightSection={<Key>T</Key>}
          aria-keyshortcuts="T"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          Transfer on
        </Button>
        <Ended call={call} />
      </div>
      {open ? <Choose call={call} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

/** "Ben declined. Maria is still with you." */
function Ended({ call }: { call: DeskCall }) {
  const told = call.passWords;
  const [gone, setGone] = useState(0);
  const at = told?.atMs ?? 0;
  useEffect(() => {
    if (at === 0) return;
    const timer = setTimeout(() => setGone(at), WORDS_MS);
    return () => clearTimeout(timer);
  }, [at]);
  return (
    <span role="status" className="pass-words">
      {told === null || gone === at ? '' : told.words}
    </span>
  );
}

function Choose({ call, onClose }: { call: DeskCall; onClose: () => void }) {
  const floor = useTopic('floor');
  const id = { params: { id: call.transferId } };
  const options = useQuery({
    queryKey: ['passOptions', call.transferId],
    queryFn: () => api('passOptions', id),
  });
  const { refetch } = options;
  // Presence is live: asked again whenever the floor changed.
  const seen = floor?.nowMs;
  useEffect(() => {
    if (seen !== undefined) void refetch();
  }, [seen, refetch]);
  return (
    <section className="pass-choose b-panel" aria-label={`Transfer ${call.lead.name} on`}>
      {options.isPending ? <Loading rows={3} /> : null}
      {options.isError ? <Failure error={options.error} onRetry={() => void refetch()} /> : null}
      {options.isSuccess ? <Form call={call} options={options.data} onClose={onClose} /> : null}
    </section>
  );
}

function Form({ call, options, onClose }: { call: DeskCall; options: PassOptions; onClose: () => void }) {
  const desk = useDesk();
  const [chosen, setChosen] = useState('');
  const [typed, setTyped] = useState('');
  const [mode, setMode] = useState<'warm' | 'cold'>('warm');
  const [note, setNote] = useDraft(`pass.${call.transferId}`);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const name = firstName(call.lead.name);
  const rows = rowsOf(options);
  const row = rows.find((one) => one.value === chosen);
  const to: To | null =
    chosen === 'typed'
      ? typed.trim() === ''
        ? null
        : { kind: 'outside', to: typed.trim() }
      : (row?.to ?? null);
  const who = chosen === 'typed' ? typed.trim() : (row?.name ?? '');
  const ready = to !== null && row?.why !== false;
  const ring = (): void => {
    if (!ready || to === null) return;
    void desk
      .act(() => api('pass', { params: { id: call.transferId }, body: { to, mode, note } }))
      .then((done) => {
        if (done) setNote('');
      });
  };
  return (
    <form
      className="pass-form"
      onSubmit={(event) => {
        event.preventDefault();
        ring();
      }}
    >
      <Radio.Group label="To whom" value={chosen} onChange={setChosen}>
        <div className="pass-list">
          {rows.map((one, i) => (
            <Radio
              key={one.value}
              ref={i === 0 ? first : undefined}
              value={one.value}
              label={one.name}
              description={one.words}
              disabled={one.why === false}
            />
          ))}
          {options.typed ? (
            <Radio value="typed" label="A number or address" description="One that is allowed" />
          ) : null}
        </div>
      </Radio.Group>
      {chosen === 'typed' ? (
        <TextInput
          label="Number or address"
          placeholder="+1 512 555 0177"
          maxLength={200}
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
        />
      ) : null}
      <TextInput
        label="What they should know"
        description="They see and hear it before anything else."
        maxLength={300}
        value={note}
        onChange={(e) => setNote(e.currentTarget.value)}
      />
      <SegmentedControl
        aria-label="How"
        value={mode}
        onChange={(value) => setMode(value === 'cold' ? 'cold' : 'warm')}
        data={[
          { value: 'warm', label: 'Talk first' },
          { value: 'cold', label: 'Hand over at once' },
        ]}
      />
      <p className="b-meta">
        {mode === 'warm'
          ? `${name} hears music while you talk with them. Nobody leaves before you hand over.`
          : `${name} stays with you until they have taken it, and is theirs from then on.`}
      </p>
      <div className="pass-row">
        <Button type="submit" disabled={!ready}>
          {who === '' ? 'Ring' : `Ring ${who}`}
        </Button>
        <Button variant="outline" onClick={onClose}>
          Close
        </Button>
      </div>
    </form>
  );
}

interface Row {
  value: string;
  name: string;
  words: string;
  /** False: not to be chosen now. */
  why: boolean;
  to: To;
}

function rowsOf(options: PassOptions): Row[] {
  return [
    {
      value: 'anyone',
      name: 'Any free agent who fits',
      words: options.freeWhoFit === 0 ? 'Nobody is free' : `${options.freeWhoFit} free`,
      why: options.freeWhoFit > 0,
      to: { kind: 'anyone' },
    },
    ...options.agents.map((one) => ({
      value: `agent:${one.agentId}`,
      name: one.name,
      words: one.words,
      why: one.free,
      to: { kind: 'agent' as const, agentId: one.agentId },
    })),
    ...options.outside.map((one) => ({
      value: `outside:${one.to}`,
      name: one.name,
      words: one.to,
      why: true,
      to: { kind: 'outside' as const, to: one.to },
    })),
  ];
}

/** From ringing to the hand-over: who hears whom, in words, and what may be done. */
function Running({ call, pass }: { call: DeskCall; pass: Pass }) {
  const desk = useDesk();
  const id = { params: { id: call.transferId } };
  const lead = firstName(call.lead.name);
  const talking = pass.stage === 'talking';
  const talk = (who: Pass['with']): void =>
    void desk.act(() => api('passTalk', { ...id, body: { with: who } }));
  const complete = (): void => void desk.act(() => api('passComplete', id));
  const cancel = (): void => void desk.act(() => api('passCancel', id));
  useKeys({
    ...(talking
      ? { t: () => talk(pass.with === 'second' ? 'lead' : 'second'), a: () => talk('all'), y: complete }
      : {}),
    ...(pass.stage === 'joining' ? {} : { b: cancel }),
  });
  return (
    <section className="pass b-panel" aria-label="Transfer on">
      <p role="status">
        {wordsOf(pass, lead)}{' '}
        {pass.stage === 'ringing' && pass.deadlineMs !== null ? (
          <Countdown deadlineMs={pass.deadlineMs} />
        ) : null}
        {talking ? <Clock sinceMs={pass.sinceMs} className="b-meta" /> : null}
      </p>
      {talking ? <Sides pass={pass} lead={lead} talk={talk} /> : null}
      <div className="pass-row">
        {talking ? (
          <Button aria-keyshortcuts="Y" rightSection={<Key>Y</Key>} disabled={pass.away} onClick={complete}>
            Hand {lead} over
          </Button>
        ) : null}
        {pass.stage === 'joining' ? null : (
          <Button variant="outline" aria-keyshortcuts="B" rightSection={<Key>B</Key>} onClick={cancel}>
            {talking ? `Take ${lead} back` : 'Do not transfer'}
          </Button>
        )}
      </div>
    </section>
  );
}

function Sides({ pass, lead, talk }: { pass: Pass; lead: string; talk: (who: Pass['with']) => void }) {
  const sides = [
    { who: 'second', word: `Talk with ${firstName(pass.name)}`, key: 'T' },
    { who: 'lead', word: `Talk with ${lead}`, key: 'T' },
    { who: 'all', word: 'All three', key: 'A' },
  ] as const;
  return (
    <div className="pass-row" role="group" aria-label="Who you talk with">
      {sides.map((side) => (
        <Button
          key={side.who}
          size="xs"
          variant={pass.with === side.who ? 'light' : 'outline'}
          aria-pressed={pass.with === side.who}
          aria-keyshortcuts={side.key}
          rightSection={pass.with === side.who ? null : <Key>{side.key}</Key>}
          onClick={() => talk(side.who)}
        >
          {side.word}
        </Button>
      ))}
    </div>
  );
}

function wordsOf(pass: Pass, lead: string): string {
  const other = pass.name;
  if (pass.away) return `The line of ${other} is lost for a moment.`;
  switch (pass.stage) {
    case 'finding':
      return `Asking for ${other}…`;
    case 'ringing':
      return `Ringing ${other}. ${lead} is with you.`;
    case 'briefing':
      return `${other} took it and hears the brief. ${lead} is with you.`;
    case 'joining':
      return `Handing ${lead} over to ${other}…`;
    case 'talking':
      return {
        second: `You talk with ${other}. ${lead} hears music.`,
        lead: `You talk with ${lead}. ${other} hears music.`,
        all: `You, ${firstName(other)} and ${lead} hear each other.`,
      }[pass.with];
  }
}

/** On the desk of the second, until the lead is theirs. */
export function Aside({ call }: { call: DeskCall }) {
  const desk = useDesk();
  const { pass } = call;
  if (pass === null) return null;
  const lead = firstName(call.lead.name);
  const other = firstName(pass.name);
  return (
    <section className="pass b-panel" aria-label="Transfer to you">
      <p role="status">
        {
          {
            second: `You talk with ${other}. ${lead} hears music.`,
            lead: `${other} talks with ${lead}. You hear music.`,
            all: `You, ${other} and ${lead} hear each other.`,
          }[pass.with]
        }
      </p>
      <p className="b-meta">
        {lead} is yours when {other} hands over.
      </p>
      <div className="pass-row">
        <Button
          variant="outline"
          color="stop"
          onClick={() => void desk.act(() => api('handBack', { params: { id: call.transferId } }))}
        >
          Hand back
        </Button>
      </div>
    </section>
  );
}

/** What the first adds, above everything else. */
export function PassNote({ by, note }: { by: string; note: string }) {
  return (
    <p className="pass-note">
      <I.IconArrowForwardUp size={16} stroke={1.75} aria-hidden />{' '}
      <span>
        {firstName(by)} passes this on{note === '' ? '.' : `: ${note}`}
      </span>
    </p>
  );
}
