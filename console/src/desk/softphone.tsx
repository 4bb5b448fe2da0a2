/** The controls of the call, and the bar that keeps them in sight on every other page. */
import { ActionIcon, Button, Popover, Tooltip } from '@mantine/core';
import { useRef, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { call as api } from '../api/client.ts';
import type { DeskCall } from '../api/types.ts';
import { Clock, Countdown } from '../ui/clock.tsx';
import * as I from '../ui/icons.ts';
import { useKeys } from '../ui/keys.ts';
import { Key } from '../ui/parts.tsx';
import { useDesk, useDeskMaybe } from './desk-provider.tsx';
import { HeldWords } from './held-words.tsx';
import { MicMeter } from './mic-meter.tsx';
import './softphone.css';

const pad = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** Mute, hold, keypad, end. `big`: on the desk, with keys; otherwise icons in the bar. */
export function CallControls({ call, big = false }: { call: DeskCall; big?: boolean }) {
  const desk = useDesk();
  const id = { params: { id: call.transferId } };
  const [ending, setEnding] = useState(false);
  const [keypad, setKeypad] = useState(false);
  const [sent, setSent] = useState('');
  const endButton = useRef<HTMLButtonElement>(null);

  const mute = (): void => {
    const on = !call.muted;
    // Silence leaves here at once; the server's word follows and is what the screen shows.
    if (on) desk.phone.station?.mute(true);
    void desk.act(async () => {
      await api('mute', { ...id, body: { on } });
      desk.phone.station?.mute(on);
    });
  };
  const hold = (): void => void desk.act(() => api('hold', { ...id, body: { on: !call.held } }));
  const end = (): void => {
    setEnding(false);
    void desk.act(() => api('hangUp', id));
  };
  const key = (k: string): void =>
    void desk
      .act(() => api('keys', { ...id, body: { keys: k } }))
      .then((done) => {
        if (done) setSent((was) => (was + k).slice(-12));
      });
  const askEnd = (): void => {
    if (ending) return;
    setEnding(true);
    requestAnimationFrame(() => endButton.current?.focus());
  };
  useKeys(
    big
      ? {
          m: mute,
          h: hold,
          k: () => setKeypad((was) => !was),
          e: askEnd,
          Enter: () => (ending ? end() : undefined),
          Escape: () => setEnding(false),
        }
      : {},
  );

  return (
    <div className={big ? 'controls controls-big' : 'controls'} role="group" aria-label="Call">
      <Control name={call.muted ? 'Unmute' : 'Mute'} k="M" on={call.muted} big={big} act={mute}>
        {call.muted ? (
          <I.IconMicrophoneOff size={20} stroke={1.75} />
        ) : (
          <I.IconMicrophone size={20} stroke={1.75} />
        )}
      </Control>
      <Control name={call.held ? 'Resume' : 'Hold'} k="H" on={call.held} big={big} act={hold}>
        {call.held ? (
          <I.IconPlayerPlay size={20} stroke={1.75} />
        ) : (
          <I.IconPlayerPause size={20} stroke={1.75} />
        )}
      </Control>
      <Popover
        opened={keypad}
        onChange={setKeypad}
        position={big ? 'bottom' : 'top'}
        trapFocus
        returnFocus
        withRoles={false}
      >
        <Popover.Target>
          <div>
            <Control name="Keypad" k="K" on={keypad} big={big} act={() => setKeypad((was) => !was)}>
              <I.IconDialpad size={20} stroke={1.75} />
            </Control>
          </div>
        </Popover.Target>
        <Popover.Dropdown className="b-raised" role="dialog" aria-label="Keypad">
          <p className="pad-sent b-num" role="status">
            {sent === '' ? 'Keys go to the lead' : sent}
          </p>
          <div className="pad">
            {pad.map((k) => (
              <Button key={k} variant="outline" className="pad-key" onClick={() => key(k)}>
                {k}
              </Button>
            ))}
          </div>
        </Popover.Dropdown>
      </Popover>
      <span className="controls-gap" />
      {ending ? (
        <span className="controls-end" role="group" aria-label={`End the call with ${call.lead.name}?`}>
          <span className="b-meta">{call.lead.name} will hear you hang up.</span>
          <Button
            color="stop"
            size="md"
            ref={endButton}
            onClick={end}
            rightSection={big ? <Key>Enter</Key> : null}
          >
            End call
          </Button>
          <Button variant="outline" size="md" onClick={() => setEnding(false)}>
            Stay
          </Button>
        </span>
      ) : (
        <Button
          color="stop"
          size="md"
          aria-keyshortcuts="E"
          leftSection={<I.IconPhoneOff size={18} stroke={1.75} aria-hidden />}
          rightSection={big ? <Key>E</Key> : null}
          onClick={big ? end : askEnd}
        >
          End call
        </Button>
      )}
    </div>
  );
}

function Control(props: {
  name: string;
  k: string;
  on: boolean;
  big: boolean;
  act: () => void;
  children: React.ReactNode;
}) {
  const button = (
    <ActionIcon
      className="control"
      variant={props.on ? 'filled' : 'outline'}
      size={props.big ? 48 : 36}
      radius={props.big ? 24 : 6}
      aria-label={props.name}
      aria-pressed={props.on}
      {...(props.big ? { 'aria-keyshortcuts': props.k } : {})}
      onClick={props.act}
    >
      {props.children}
    </ActionIcon>
  );
  if (!props.big) return <Tooltip label={props.name}>{button}</Tooltip>;
  return (
    <span className="control-with-word">
      {button}
      <span className="b-meta" aria-hidden="true">
        {props.name} <Key>{props.k}</Key>
      </span>
    </span>
  );
}

/** In sight on every route while there is an offer or a call. On the desk itself the desk shows it. */
export function SoftphoneBar() {
  const desk = useDeskMaybe();
  const { pathname } = useLocation();
  const state = desk?.state ?? null;
  if (desk === null || state === null || pathname === '/desk') return null;
  if (state.is === 'offer')
    return (
      <OfferBar
        name={state.offer.lead.name}
        deadlineMs={state.offer.deadlineMs}
        accepting={state.accepting}
      />
    );
  if (state.is !== 'call') return null;
  const { call } = state;
  return (
    <aside className="bar" aria-label="Softphone">
      <Link to="/desk" className="bar-who b-tapline">
        <span className="b-strong">{call.lead.name}</span>
        <span className="b-meta">
          {call.state === 'live' && call.liveSinceMs !== null ? (
            <Clock sinceMs={call.liveSinceMs} />
          ) : (
            'Not joined yet'
          )}
        </span>
      </Link>
      <MicMeter small />
      {call.state === 'live' ? (
        <CallControls call={call} />
      ) : (
        <Link to="/desk" className="b-link">
          Go to desk
        </Link>
      )}
      <HeldWords call={call} />
    </aside>
  );
}

function OfferBar({ name, deadlineMs, accepting }: { name: string; deadlineMs: number; accepting: boolean }) {
  const desk = useDesk();
  const digit = (act: () => void) => () => {
    if (desk.digitsCount()) act();
  };
  useKeys({ F2: desk.accept, '1': digit(desk.accept), '2': digit(() => desk.decline()) }, ['F2']);
  return (
    <section className="bar" aria-label="Offer">
      <Link to="/desk" className="bar-who b-tapline">
        <span className="b-strong">{name} wants to talk now</span>
        <Countdown deadlineMs={deadlineMs} className="b-meta" />
      </Link>
      <span className="controls-gap" />
      <Button
        color="go"
        aria-label={accepting ? 'Accepting…' : `Accept ${name}`}
        aria-keyshortcuts="1 F2"
        rightSection={accepting ? null : <Key>1</Key>}
        onClick={desk.accept}
      >
        {accepting ? 'Accepting…' : 'Accept'}
      </Button>
      <Button
        variant="outline"
        aria-label="Decline"
        aria-keyshortcuts="2"
        rightSection={<Key>2</Key>}
        onClick={() => desk.decline()}
      >
        Decline
      </Button>
    </section>
  );
}
