/** A phone anyone recognises. It shows what a carrier would deliver: no inner state, no names of who joined. */
import { Button, Switch } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useParams } from 'react-router';
import { draftKey } from '../api/pane.ts';
import { myZone } from '../ui/clock.tsx';
import { useDraft } from '../ui/draft.ts';
import { phone as phoneForm, smsSegments } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { useKeys } from '../ui/keys.ts';
import { Key } from '../ui/parts.tsx';
import { CallScreen } from './call-screen.tsx';
import { Messages } from './messages.tsx';
import { useHandsetPhone } from './use-handset-phone.ts';
import { type Texts, useTexts } from './use-texts.ts';
import './handset.css';

/** What the Try it page may ask of the handset in its frame, and what it is told. */
export interface TypeMessage {
  baton: 'type';
  text: string;
}
export interface HandsetReport {
  baton: 'handset';
  mine: number;
  theirs: number;
  call: 'none' | 'ringing' | 'live';
}

export default function HandsetPage() {
  const raw = useParams().number ?? '';
  const number = raw.startsWith('+') ? raw : `+${raw.replace(/\D/g, '')}`;
  const texts = useTexts(number);
  const phone = useHandsetPhone(number);
  const [drawer, setDrawer] = useState(false);
  const seller = texts.seller?.name ?? phone.leg?.from.name ?? 'Messages';
  const { leg } = phone;
  const to = texts.seller?.number;
  const ready = leg === null && phone.state?.media === 'connected' && to !== undefined;
  const onCall = ready ? () => phone.call(to) : null;
  useKeys({
    a: () => (leg?.state === 'ringing' ? phone.answer() : undefined),
    e: () => (leg === null ? undefined : leg.state === 'ringing' ? phone.decline() : phone.end()),
    c: () => onCall?.(),
    d: () => setDrawer((was) => !was),
  });
  useEffect(() => {
    document.title =
      leg?.state === 'ringing' ? `Incoming call, ${leg.from.name}` : `${seller} · ${phoneForm(number)}`;
  }, [leg, seller, number]);
  useReport(texts, leg === null ? 'none' : leg.state === 'live' ? 'live' : 'ringing');

  return (
    <main className="hs-page">
      <div className="hs" data-in-call={leg !== null || undefined}>
        <h1 className="b-sr">Handset {phoneForm(number)}</h1>
        <Messages texts={texts} seller={seller} zone={myZone} banner={leg !== null} onCall={onCall} />
        <Composer name={`handset.${number}`} onSend={texts.send} />
        {leg === null && phone.ended === null ? null : (
          <CallScreen phone={phone} seller={seller} number={texts.seller?.number ?? ''} />
        )}
      </div>
      <Drawer open={drawer} onToggle={() => setDrawer((was) => !was)} texts={texts} problem={phone.problem} />
    </main>
  );
}

/** Tells the page around the frame what this phone has got: facts for its script. */
function useReport(texts: Texts, call: HandsetReport['call']): void {
  const mine = texts.texts.filter((t) => t.from === 'me').length;
  const theirs = texts.texts.length - mine;
  useEffect(() => {
    if (window.parent === window) return;
    const report: HandsetReport = { baton: 'handset', mine, theirs, call };
    window.parent.postMessage(report, window.location.origin);
  }, [mine, theirs, call]);
}

function Composer({ name, onSend }: { name: string; onSend: (body: string) => void }) {
  const [text, setText, clear] = useDraft(name);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const onMessage = (event: MessageEvent): void => {
      const data = event.data as Partial<TypeMessage> | null;
      if (event.origin !== window.location.origin || data?.baton !== 'type') return;
      setText(String(data.text));
      field.current?.focus();
    };
    window.addEventListener('message', onMessage);
    return () => window.removeEventListener('message', onMessage);
  }, [setText]);
  const send = (): void => {
    const body = text.trim();
    if (body === '') return;
    onSend(body);
    clear();
    field.current?.focus();
  };
  return (
    <form
      className="hs-compose"
      data-draft={draftKey(name)}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        className="hs-field"
        rows={1}
        aria-label="Text message"
        placeholder="Text message"
        maxLength={1_600}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" className="hs-send" aria-label="Send" disabled={text.trim() === ''}>
        <I.IconArrowUp size={20} stroke={2.25} aria-hidden />
      </button>
    </form>
  );
}

/** Rehearsal, clearly outside the phone. */
function Drawer(props: { open: boolean; onToggle: () => void; texts: Texts; problem: string | null }) {
  const { texts } = props;
  const [voicemail, setVoicemail] = useState(false);
  const [late, setLate] = useState(false);
  const longest = texts.texts.filter((t) => t.from === 'them').at(-1);
  return (
    <aside className="hs-drawer" aria-label="Developer">
      <Button
        variant="subtle"
        size="compact-sm"
        aria-expanded={props.open}
        aria-keyshortcuts="D"
        onClick={props.onToggle}
        rightSection={<Key>D</Key>}
      >
        Developer
      </Button>
      {props.problem === null ? null : <p className="b-meta">{props.problem}</p>}
      {props.open ? (
        <div className="hs-tools">
          <Button variant="outline" size="xs" onClick={() => texts.send('STOP')}>
            Send STOP
          </Button>
          <Button variant="outline" size="xs" onClick={() => texts.send('who is this?')}>
            Send “who is this?”
          </Button>
          <Button variant="outline" size="xs" onClick={() => texts.drop(10_000)}>
            Drop network 10 s
          </Button>
          <Switch
            label="Let calls go to voicemail"
            checked={voicemail}
            onChange={(e) => {
              setVoicemail(e.currentTarget.checked);
              texts.behave({ voicemail: e.currentTarget.checked });
            }}
          />
          <Switch
            label="Delay delivery 30 s"
            checked={late}
            onChange={(e) => {
              setLate(e.currentTarget.checked);
              texts.behave({ delayMs: e.currentTarget.checked ? 30_000 : 0 });
            }}
          />
          {longest === undefined ? null : (
            <p className="b-meta">Last text received: {smsSegments(longest.body).segments} SMS segment(s)</p>
          )}
        </div>
      ) : null}
    </aside>
  );
}
