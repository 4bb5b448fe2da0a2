/** The playground and the replay: scripts from a page or from the record, played without a floor. */

import { stringify } from 'yaml';
import type { z } from 'zod';
import type { Replayed } from '../../../../contract/assistant.ts';
import { BatonError } from '../../errors.ts';
import type { Commands } from '../../http/services.ts';
import type { Lead } from '../../lead/lead.ts';
import { describeProblem, parsePlaybook } from '../../playbook/load.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import type { Core } from '../core.ts';
import { loadLead } from '../lead-row.ts';
import { play, type Script, type Turn } from './play.ts';

const MAX_TEXTS = 60;
const PLAYED_AT = Date.UTC(2026, 10, 17, 18, 0, 0);

type Differs = z.input<typeof Replayed>['turns'][number]['differs'];

export function playgroundCommands(core: Core): Pick<Commands, 'playbookSource' | 'play' | 'replay'> {
  const loaded = (id: string): Playbook => {
    const playbook = core.playbooks.get(id);
    if (!playbook) throw new BatonError('UNKNOWN_PLAYBOOK', `No playbook has the id "${id}".`);
    return playbook;
  };
  /** A play takes milliseconds a turn; between two turns the loop goes on with what is due. */
  const playThrough = async (script: Script) => {
    const playing = play(core.decide, script);
    for (;;) {
      const step = playing.next();
      if (step.done) return step.value;
      await new Promise<void>((resolve) => core.clock.after(0, resolve));
    }
  };
  return {
    async playbookSource(_actor, { id }) {
      const playbook = loaded(id);
      return { id, version: playbook.version, source: stringify(playbook, { lineWidth: 110 }) };
    },
    async play(_actor, { body }) {
      const playbook = body.source === undefined ? loaded(body.playbook) : changedPlaybook(body.source);
      const played = await playThrough({
        playbook,
        lead: { id: 'play', name: 'Maria', phone: '+12025550100', tz: 'America/Chicago', state: 'TX' },
        startMs: PLAYED_AT,
        wroteFirst: false,
        texts: body.texts.map((text, i) => ({ id: `text-${i + 1}`, body: text })),
        freeNow: body.freeNow,
        mayCallNow: body.mayCallNow,
      });
      return { playbook: playbook.id, ...played };
    },
    async replay(_actor, { body }) {
      const lead = await loadLead(core.db, body.leadId);
      if (!lead) throw new BatonError('NOT_FOUND', `There is no lead ${body.leadId}.`);
      const changed = changedPlaybook(body.source);
      if (changed.id !== lead.playbook)
        throw new BatonError(
          'VALIDATION',
          `This lead talks with "${lead.playbook}", and the text is of "${changed.id}".`,
          {
            hint: 'Choose the playbook of the lead, or another lead.',
          },
        );
      const texts = await textsOf(core, lead.id);
      const script = (playbook: Playbook): Script => ({
        playbook,
        lead: leadOf(lead),
        startMs: Math.min(Number(lead.created_ms), texts[0]?.atMs ?? Number(lead.created_ms)),
        wroteFirst: texts.length > 0 && texts[0]?.firstOfThread === true,
        texts: texts.map(({ id, body: text, atMs }) => ({ id, body: text, atMs })),
        freeNow: 1,
        mayCallNow: true,
      });
      const saved = (await playThrough(script(loaded(lead.playbook)))).turns;
      const now = (await playThrough(script(changed))).turns;
      return {
        leadName: lead.name,
        turns: texts.map(({ id, atMs, body: text, action }, i) => ({
          messageId: id,
          atMs,
          text,
          recorded: action,
          saved: saved[i]!,
          changed: now[i]!,
          differs: differences(saved[i]!, now[i]!),
        })),
      };
    },
  };
}

/** @throws BatonError VALIDATION that names each mistake of the changed playbook with its line */
function changedPlaybook(source: string): Playbook {
  const parsed = parsePlaybook(source, 'changed playbook');
  if (parsed.ok) return parsed.playbook;
  const words = parsed.problems.slice(0, 8).map(describeProblem);
  throw new BatonError('VALIDATION', `The changed playbook has mistakes. ${words.join(' ')}`, {
    hint: 'Mend what is named, then try again; the saved playbook is untouched.',
  });
}

function leadOf(lead: Lead): Script['lead'] {
  return {
    id: lead.id,
    name: lead.name,
    phone: lead.phone,
    tz: lead.tz,
    ...(lead.zip ? { zip: lead.zip } : {}),
    ...(lead.state ? { state: lead.state } : {}),
  };
}

/** The lead's texts with the action that was read when each came. */
async function textsOf(core: Core, leadId: string) {
  const { rows } = await core.db.query<{
    id: string;
    at_ms: string;
    body: string;
    action: string | null;
    first: boolean;
  }>({
    name: 'replay-texts',
    text: `select m.id, m.at_ms, m.body,
             (select j.body->>'action' from baton.journal j
               where j.lead_id = $1 and j.type = 'turn.read' and j.body->>'messageId' = m.id order by j.seq desc limit 1) as action,
             not exists (select 1 from baton.messages e where e.lead_id = $1 and e.at_ms < m.at_ms) as first
           from baton.messages m where m.lead_id = $1 and m.sender = 'lead' order by m.at_ms, m.id limit $2`,
    values: [leadId, MAX_TEXTS],
  });
  return rows.map(({ id, at_ms, body, action, first }) => ({
    id,
    atMs: Number(at_ms),
    body,
    action,
    firstOfThread: first,
  }));
}

function differences(a: Turn, b: Turn): Differs {
  const same = (x: unknown, y: unknown) => JSON.stringify(x) === JSON.stringify(y);
  const all: [Differs[number], boolean][] = [
    ['action', a.action === b.action],
    ['events', same(a.events, b.events)],
    [
      'words',
      same(
        a.said.map(({ body }) => body),
        b.said.map(({ body }) => body),
      ),
    ],
    ['fields', same(a.fields, b.fields)],
    ['threshold', a.threshold === b.threshold],
  ];
  return all.filter(([, equal]) => !equal).map(([what]) => what);
}
