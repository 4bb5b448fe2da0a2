/** The phone's call screen: incoming, in progress, ended. Green Answer, red Decline, as on any phone. */
import { useEffect, useRef, useState } from 'react';
import { clock, phone as phoneForm } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import type { HandsetPhone } from './use-handset-phone.ts';

const pad = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

export function CallScreen({
  phone,
  seller,
  number,
}: {
  phone: HandsetPhone;
  seller: string;
  number: string;
}) {
  const { leg, station, state } = phone;
  const [keypad, setKeypad] = useState(false);
  const [speaker, setSpeaker] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  const ringing = leg?.state === 'ringing';
  useEffect(() => {
    if (ringing) first.current?.focus();
  }, [ringing]);
  const name = leg?.from.name !== undefined && leg.from.name !== '' ? leg.from.name : seller;
  const from = leg?.from.number !== undefined && leg.from.number !== '' ? leg.from.number : number;
  return (
    <section className="hs-call" aria-label="Call">
      <div className="hs-call-who">
        {ringing ? (
          <span className="hs-avatar hs-avatar-big" aria-hidden="true">
            {name
              .split(' ')
              .map((w) => w[0] ?? '')
              .join('')
              .slice(0, 2)
              .toUpperCase()}
          </span>
        ) : null}
        <h2 className="hs-call-name">{name}</h2>
        {ringing ? (
          <>
            <p className="hs-call-number">{phoneForm(from)}</p>
            <p className="hs-call-state" role="status">
              Mobile · incoming call
            </p>
          </>
        ) : leg === null ? (
          <p className="hs-call-state" role="status">
            {phone.ended}
          </p>
        ) : leg.state === 'live' ? (
          <CallClock sinceMs={leg.liveAtMs} />
        ) : (
          <p className="hs-call-state" role="status">
            {leg.state === 'calling' ? 'Calling…' : 'Connecting…'}
          </p>
        )}
      </div>
      {leg === null ? null : ringing ? (
        <div className="hs-answer">
          <RoundButton name="Decline" tone="red" act={phone.decline}>
            <I.IconPhoneOff size={30} stroke={1.75} aria-hidden />
          </RoundButton>
          <RoundButton name="Answer" tone="green" act={phone.answer} ref={first}>
            <I.IconPhone size={30} stroke={1.75} aria-hidden />
          </RoundButton>
        </div>
      ) : (
        <>
          {keypad ? (
            <div className="hs-pad" role="group" aria-label="Keypad">
              {pad.map((k) => (
                <button
                  key={k}
                  type="button"
                  className="hs-pad-key"
                  onClick={() => station?.sendKey(leg.legId, k)}
                >
                  {k}
                </button>
              ))}
            </div>
          ) : null}
          <div className="hs-controls">
            <RoundButton
              name="Mute"
              on={state?.muted === true}
              act={() => station?.mute(!(state?.muted ?? false))}
            >
              <I.IconMicrophoneOff size={26} stroke={1.75} aria-hidden />
            </RoundButton>
            <RoundButton name="Keypad" on={keypad} act={() => setKeypad((was) => !was)}>
              <I.IconDialpad size={26} stroke={1.75} aria-hidden />
            </RoundButton>
            <RoundButton
              name="Speaker"
              on={speaker}
              act={() => {
                // A handset held to the ear is softer than its speaker.
                station?.setVolume(speaker ? 0.8 : 1);
                setSpeaker((was) => !was);
              }}
            >
              <I.IconVolume size={26} stroke={1.75} aria-hidden />
            </RoundButton>
          </div>
          <div className="hs-end">
            <RoundButton name="End call" tone="red" act={phone.end}>
              <I.IconPhoneOff size={30} stroke={1.75} aria-hidden />
            </RoundButton>
          </div>
        </>
      )}
    </section>
  );
}

/** Runs by this page's own clock, as a phone's does. */
function CallClock({ sinceMs }: { sinceMs: number | undefined }) {
  const start = useRef(sinceMs ?? performance.now());
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return <p className="hs-call-clock b-num">{clock(now - (sinceMs ?? start.current))}</p>;
}

function RoundButton(props: {
  name: string;
  tone?: 'red' | 'green';
  on?: boolean;
  act: () => void;
  ref?: React.Ref<HTMLButtonElement>;
  children: React.ReactNode;
}) {
  return (
    <span className="hs-round">
      <button
        type="button"
        ref={props.ref}
        className="hs-round-button"
        data-tone={props.tone}
        aria-label={props.name}
        {...(props.on === undefined ? {} : { 'aria-pressed': props.on })}
        onClick={props.act}
      >
        {props.children}
      </button>
      <span aria-hidden="true">{props.name}</span>
    </span>
  );
}
