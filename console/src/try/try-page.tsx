/** Try it: the lead's handset and two desks side by side, each a browser of its own, and a script that ticks itself. */
import { Button, SegmentedControl, Tabs } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { useSession } from '../api/session.tsx';
import type { DemoInfo } from '../api/types.ts';
import type { DeskReport, ResultReport } from '../desk/report-to-frame.ts';
import type { EarsMessage } from '../desk/use-station.ts';
import type { HandsetReport } from '../handset/handset-page.tsx';
import { duration, firstName } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { useKeys } from '../ui/keys.ts';
import { Baton, Empty, Loading, TextLink } from '../ui/parts.tsx';
import { type Facts, nextStep, type Step, steps } from './script.ts';
import './try.css';

interface Pane {
  id: string;
  word: string;
  /** Region and frame name. */
  name: string;
  src: string;
  toneHz: number;
}
const tones = [440, 523, 659, 784] as const;

function panesOf(demo: DemoInfo): Pane[] {
  if (demo.lead === null) return [];
  return [
    {
      id: 'lead',
      word: 'Handset',
      name: `Handset of ${demo.lead.name}`,
      src: `/handset/${encodeURIComponent(demo.lead.phone)}`,
      toneHz: tones[0],
    },
    ...demo.agents.slice(0, 2).map((a, i) => ({
      id: a.person,
      word: firstName(a.name),
      name: `Desk of ${a.name}`,
      src: `/desk?demo=${encodeURIComponent(a.person)}`,
      toneHz: tones[i + 1] ?? 880,
    })),
  ];
}

export default function TryPage() {
  const { demo, state } = useSession();
  if (demo === null && state === 'loading') return <Loading />;
  if (demo?.demo !== true || demo.lead === null)
    return (
      <main className="b-alone">
        <h1>Try it</h1>
        <Empty
          what="Here you would text as a lead and talk as an agent."
          why="Demo data is off on this installation."
        >
          <Button component={Link} to="/sign-in" variant="outline">
            Sign in
          </Button>
        </Empty>
      </main>
    );
  return <Try demo={demo} />;
}

const noFacts: Facts = { mine: 0, theirs: 0, handsetCall: 'none', desks: [], readiness: null, ready: false };

function Try({ demo }: { demo: DemoInfo }) {
  const panes = panesOf(demo);
  const narrow = useMediaQuery('(max-width: 899px)', window.innerWidth < 900);
  const frames = useRef(new Map<string, HTMLIFrameElement>());
  const [ears, setEars] = useState('lead');
  const [tab, setTab] = useState<string>('lead');
  const { facts, result, ringing, reset } = useFacts();
  const list = steps(facts);
  const next = nextStep(list);

  const sendEars = useCallback(
    (to: Pane) => {
      const message: EarsMessage = { baton: 'ears', mine: to.id === ears, toneHz: to.toneHz };
      frames.current.get(to.id)?.contentWindow?.postMessage(message, window.location.origin);
    },
    [ears],
  );
  useEffect(() => {
    for (const p of panes) sendEars(p);
    const onAsk = (event: MessageEvent): void => {
      if (
        event.origin !== window.location.origin ||
        (event.data as { baton?: string } | null)?.baton !== 'ears?'
      )
        return;
      for (const p of panes) if (frames.current.get(p.id)?.contentWindow === event.source) sendEars(p);
    };
    window.addEventListener('message', onAsk);
    return () => window.removeEventListener('message', onAsk);
  });
  // Ears follow focus: whoever works in a pane is that person.
  useEffect(() => {
    const onBlur = (): void => {
      const inside = panes.find((p) => frames.current.get(p.id) === document.activeElement);
      if (inside !== undefined) setEars(inside.id);
    };
    window.addEventListener('blur', onBlur);
    return () => window.removeEventListener('blur', onBlur);
  });
  const move = (by: number): void => {
    const at = panes.findIndex((p) => p.id === ears);
    const to = panes[(at + by + panes.length) % panes.length];
    if (to === undefined) return;
    setEars(to.id);
    setTab(to.id);
    frames.current.get(to.id)?.contentWindow?.focus();
  };
  useKeys({ '[': () => move(-1), ']': () => move(1) });

  const type = (text: string): void => {
    setTab('lead');
    const frame = frames.current.get('lead');
    frame?.contentWindow?.postMessage({ baton: 'type', text }, window.location.origin);
    frame?.focus();
  };
  return (
    <div className="try" data-narrow={narrow || undefined}>
      <header className="try-head">
        <span className="header-brand" aria-hidden="true">
          <Baton />
        </span>
        <h1>Try it: be the lead, then be the agent</h1>
        <span className="try-gap" />
        <span className="b-meta try-demo">Demo data. Nothing leaves this machine.</span>
        <Button component={Link} to="/sign-in" variant="subtle" size="xs">
          Sign in
        </Button>
      </header>
      <main className="try-main">
        <aside className="try-script" aria-label="Script">
          {result === null ? (
            <Script list={list} next={next} onType={type} />
          ) : (
            <Result result={result} onAgain={reset} />
          )}
          {narrow ? null : <Ears panes={panes} value={ears} onChange={setEars} />}
        </aside>
        {narrow ? (
          <Tabs value={tab} onChange={(to) => setTab(to ?? 'lead')} className="try-tabs" variant="default">
            <Tabs.List grow>
              {panes.map((p) => (
                <Tabs.Tab key={p.id} value={p.id}>
                  {p.word}
                  {ringing.has(p.id) ? (
                    <span className="try-dot" title="Ringing">
                      <span className="b-sr"> ringing</span>
                    </span>
                  ) : null}
                </Tabs.Tab>
              ))}
            </Tabs.List>
          </Tabs>
        ) : null}
        <div className="try-panes">
          {panes.map((p) => (
            <section
              key={p.id}
              aria-label={p.name}
              className="try-pane"
              data-ears={ears === p.id || undefined}
              hidden={narrow === true && tab !== p.id}
            >
              {narrow ? null : <h2 className="try-pane-name">{p.name}</h2>}
              <iframe
                title={p.name}
                src={p.src}
                allow="microphone; autoplay; speaker-selection"
                ref={(el) => {
                  if (el === null) frames.current.delete(p.id);
                  else frames.current.set(p.id, el);
                }}
              />
            </section>
          ))}
        </div>
      </main>
    </div>
  );
}

function Script({ list, next, onType }: { list: Step[]; next: Step | null; onType: (text: string) => void }) {
  return (
    <>
      <h2 className="b-panel-title">Script</h2>
      <ol className="try-steps">
        {list.map((s) => (
          <li
            key={s.id}
            data-done={s.done || undefined}
            aria-current={s.id === next?.id ? 'step' : undefined}
          >
            <span className="try-tick" aria-hidden="true">
              {s.done ? <I.IconCheck size={14} stroke={2.5} /> : null}
            </span>
            <span>
              {s.words}
              <span className="b-sr">{s.done ? ', done' : ''}</span>
              {s.id === next?.id && s.hint !== undefined ? (
                <span className="b-meta try-hint">{s.hint}</span>
              ) : null}
            </span>
          </li>
        ))}
      </ol>
      {next?.type === undefined ? null : (
        <Button variant="outline" size="sm" onClick={() => onType(next.type ?? '')} title={next.type}>
          Type it for me
        </Button>
      )}
    </>
  );
}

/** The share of the ready-to-joined time each part took. */
function Result({ result, onAgain }: { result: ResultReport; onAgain: () => void }) {
  const { parts } = result;
  const rows: [string, number | null][] = [
    ['Ready to ringing', parts.readyToRingingMs],
    ['Ringing to accepted', parts.ringingToAcceptedMs],
    ['Accepted to answered', parts.acceptedToAnsweredMs],
    ['Answered to joined', parts.answeredToJoinedMs],
  ];
  return (
    <>
      <h2 className="b-panel-title">Joined</h2>
      <p className="try-headline b-num">
        {parts.readyToJoinedMs === null ? '–' : duration(parts.readyToJoinedMs)}
      </p>
      <p className="b-meta">from ready to joined</p>
      <dl className="b-facts">
        {rows.map(([word, ms]) => (
          <div key={word} className="try-part">
            <dt>{word}</dt>
            <dd className="b-num">{ms === null ? '–' : duration(ms)}</dd>
          </div>
        ))}
      </dl>
      <TextLink to={`/transfers/${result.transferId}?demo=${encodeURIComponent(result.person)}`}>
        See it leg by leg
      </TextLink>
      <Button variant="outline" onClick={onAgain}>
        Do it again
      </Button>
    </>
  );
}

function Ears({ panes, value, onChange }: { panes: Pane[]; value: string; onChange: (id: string) => void }) {
  return (
    <div className="try-ears">
      <h2 className="b-panel-title" id="ears">
        Your ears and voice
      </h2>
      <SegmentedControl
        aria-labelledby="ears"
        fullWidth
        size="xs"
        value={value}
        onChange={onChange}
        data={panes.map((p) => ({ value: p.id, label: p.id === 'lead' ? 'Lead' : p.word }))}
      />
      <p className="b-meta">The others speak a soft tone of their own. It follows the pane you work in.</p>
    </div>
  );
}

/** What the panes report, gathered for the script. */
function useFacts() {
  const [facts, setFacts] = useState<Facts>(noFacts);
  const [result, setResult] = useState<ResultReport | null>(null);
  const [ringing, setRinging] = useState<ReadonlySet<string>>(new Set());
  const base = useRef({ mine: 0, seen: false });
  useEffect(() => {
    const desks = new Map<string, Facts['desks'][number]>();
    const rings = new Set<string>();
    const onMessage = (event: MessageEvent): void => {
      if (event.origin !== window.location.origin) return;
      const data = event.data as HandsetReport | DeskReport | ResultReport | { baton?: undefined } | null;
      if (data?.baton === 'handset') {
        if (data.call === 'ringing') rings.add('lead');
        else rings.delete('lead');
        setFacts((was) => ({
          ...was,
          mine: Math.max(0, data.mine - base.current.mine),
          theirs: data.theirs,
          handsetCall: data.call,
        }));
      } else if (data?.baton === 'desk') {
        const before = desks.get(data.person);
        desks.set(data.person, {
          presence: data.presence,
          is: data.is,
          call: data.call,
          offered: before?.offered === true || data.is === 'offer' || data.call !== null,
          accepted: before?.accepted === true || data.call !== null,
          live: before?.live === true || data.call === 'live',
        });
        if (data.is === 'offer') rings.add(data.person);
        else rings.delete(data.person);
        setFacts((was) => ({
          ...was,
          desks: [...desks.values()],
          readiness: data.readiness ?? was.readiness,
        }));
      } else if (data?.baton === 'result') setResult(data);
      setRinging(new Set(rings));
    };
    window.addEventListener('message', onMessage);
    return () => window.removeEventListener('message', onMessage);
  }, []);
  return {
    facts,
    result,
    ringing,
    reset: () => {
      base.current.mine += facts.mine;
      setResult(null);
      setFacts((was) => ({
        ...was,
        mine: 0,
        handsetCall: 'none',
        desks: was.desks.map((d) => ({ ...d, offered: false, accepted: false, live: false })),
      }));
    },
  };
}
