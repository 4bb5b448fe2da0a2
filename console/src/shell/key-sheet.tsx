/** The keys that act on the page in view. */

import { useLocation } from 'react-router';
import { Dialog } from '../ui/dialog.tsx';
import { Key } from '../ui/parts.tsx';

type Row = readonly [keys: string, act: string];
const everywhere: Row[] = [
  ['Ctrl K', 'Search or act'],
  ['?', 'This sheet'],
  ['Esc', 'Close, or leave the field'],
  ['G then D F L T A C S', 'Go to Desk, Floor, Leads, Transfers, Agents, Compliance, Settings'],
  ['P then 1 2 3', 'Available, Away, Offline'],
  ['F2', 'Accept the offer, also while typing'],
];
const pages: { at: string; title: string; rows: Row[] }[] = [
  {
    at: '/desk',
    title: 'Desk',
    rows: [
      ['1  2  3', 'Offer: accept, decline, ask'],
      ['S', 'Brief: join now'],
      ['M  H  K', 'Call: mute, hold, keypad'],
      ['U  N', 'Call: ask a supervisor, notes'],
      ['T', 'Call: transfer on; then talk aside or with the lead'],
      ['A  Y  B', 'Transfer on: all three, hand over, take back'],
      ['E then Enter', 'Call: end'],
      ['1 to 9', 'Wrap-up: result'],
      ['N', 'Wrap-up: notes'],
      ['W', 'Wrap-up: 30 s more'],
      ['Ctrl Enter', 'Wrap-up: save'],
    ],
  },
  {
    at: '/floor',
    title: 'Floor',
    rows: [
      ['L  W  B  S', 'Call in focus: listen, whisper, barge, stop'],
      ['O  C  R', 'Card in focus: open, cancel, offer again'],
    ],
  },
  {
    at: '/leads/',
    title: 'Lead',
    rows: [
      ['R', 'Take over, or give back'],
      ['O', 'Offer now'],
      ['Ctrl Enter', 'Send what is written'],
    ],
  },
  {
    at: '/leads',
    title: 'Leads',
    rows: [
      ['J  K', 'Next, previous'],
      ['Enter', 'Open'],
      ['/', 'Search'],
    ],
  },
  {
    at: '/transfers/',
    title: 'Transfer',
    rows: [
      ['← →', 'Previous, next event'],
      ['Home  End', 'First, last'],
      ['Space', 'Play or stop'],
      [',  .', 'Slower, faster'],
    ],
  },
  {
    at: '/transfers',
    title: 'Transfers',
    rows: [
      ['J  K', 'Next, previous'],
      ['Enter', 'Open'],
    ],
  },
];

export function KeySheet({ onClose }: { onClose: () => void }) {
  const { pathname } = useLocation();
  const page = pages.find((p) => pathname.startsWith(p.at));
  return (
    <Dialog onClose={onClose} title="Keys" size="md">
      <div className="keys">
        {page === undefined ? null : <Rows title={page.title} rows={page.rows} />}
        <Rows title="Everywhere" rows={everywhere} />
      </div>
    </Dialog>
  );
}

function Rows({ title, rows }: { title: string; rows: Row[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl className="keys-rows">
        {rows.map(([keys, act]) => (
          <div key={keys}>
            <dt>
              <Key>{keys}</Key>
              <span className="b-sr">{keys}</span>
            </dt>
            <dd>{act}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
