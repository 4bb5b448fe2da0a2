/**
 * Hand-written cases in a short form: "vertical ; A: .. | L: .. => actions ; slots ; +days HH:MM". The vertical may be
 * followed by its own moment and zone, and by the lead's first name: "lending @ 2027-01-19T19:42 America/Denver Rosa ; ..".
 */
import { readFileSync } from 'node:fs';
import { DateTime } from 'luxon';
import type { Action, HistoryTurn, SlotValue } from '../src/ports/reader.ts';
import type { DialogueLine } from '../src/reading/lines.ts';

const TZ = 'America/Chicago';
const NOW = DateTime.fromISO('2026-10-07T10:15:00', { zone: TZ });

export function readCases(file: string): DialogueLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((l) => l.trim() && !l.startsWith('#'))
    .map((line, i) => parse(line, `${file.split('/').at(-1)?.replace('.txt', '')}-${i + 1}`));
}

function parse(line: string, id: string): DialogueLine {
  const [left, right] = line.split(' => ') as [string, string];
  const cut = left.indexOf(' ; ');
  const [vertical, moment] = left.slice(0, cut).split('@') as [string, string | undefined];
  const [local, tz = TZ, name = 'Gil'] = moment?.trim().split(' ') ?? [];
  const now = local ? DateTime.fromISO(local, { zone: tz }) : NOW;
  if (!now.isValid) throw new Error(`${id}: no such moment: ${moment}`);
  const turns = left
    .slice(cut + 3)
    .split(' | ')
    .map(
      (t): HistoryTurn => ({
        from: t.startsWith('A: ') ? 'ai' : 'lead',
        text: t.slice(3).replaceAll('\\n', '\n'),
      }),
    );
  const [actions, slots, at] = right.split(';').map((x) => x.trim()) as [string, string, string];
  const message = turns.pop();
  const pairs = slots
    ? slots.split(',').map((p): [string, SlotValue] => {
        const [k, v] = p.split('=') as [string, string];
        return [k, ['loan_amount', 'party_size', 'budget', 'seats'].includes(k) ? Number(v) : v];
      })
    : [];
  const m = /^\+(\d+) (\d+):(\d+)$/.exec(at ?? '');
  const when = m
    ? now
        .plus({ days: Number(m[1]) })
        .set({ hour: Number(m[2]), minute: Number(m[3]), second: 0 })
        .toISO({ suppressMilliseconds: true })
    : null;
  const first = actions.split(',')[0] as Action;
  return {
    id,
    vertical: vertical.trim() as DialogueLine['vertical'],
    lead: { name: `${name} Abernethy`, tz },
    now: now.toISO() ?? '',
    history: turns,
    message: message?.text ?? '',
    expect: {
      actions: actions.split(',') as Action[],
      slots: Object.fromEntries(pairs),
      ready:
        first === 'transfer'
          ? 'yes'
          : ['schedule', 'opt_out', 'wrong_person', 'close'].includes(first)
            ? 'no'
            : 'unclear',
      at: when,
    },
  };
}
