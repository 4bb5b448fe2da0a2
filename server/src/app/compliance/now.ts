/** Each state's window now, and "may I contact": the gate asked for any moment. Nothing is sent and nothing is stored. */
import type { z } from 'zod';
import type { MayAnswer, MayInput, WindowsNow } from '../../../../contract/compliance.ts';
import { localTime } from '../../consent/clock.ts';
import { rowOn, rowsFor } from '../../consent/compile.ts';
import {
  clockOf,
  defaultRules,
  GATE_NAMES,
  type HoursQuery,
  windowsNow,
  type ZoneWindow,
} from '../../consent/index.ts';
import { BatonError } from '../../errors.ts';
import type { Lead } from '../../lead/lead.ts';
import { parsePhone } from '../../lead/phone.ts';
import type { Core } from '../core.ts';
import { loadLead, strangerOf } from '../lead-row.ts';
import { permitView } from '../views/leads.ts';

type Shown = z.output<typeof MayInput>['channel'];

/** "2:02 PM" of minutes since local midnight. */
export function clockWords(minute: number): string {
  if (minute === 1440) return 'midnight';
  const hour = Math.floor(minute / 60) % 24;
  return `${hour % 12 === 0 ? 12 : hour % 12}:${String(minute % 60).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`;
}

const finite = (ms: number) => (Number.isFinite(ms) ? ms : null);

/** The windows of every state, the District and the territories at an instant. */
export async function placesNow(
  core: Core,
  channel: Shown,
  atMs: number,
): Promise<z.input<typeof WindowsNow>> {
  const rules = defaultRules();
  const query: HoursQuery = {
    channel: channel === 'sms' ? 'sms' : 'voice',
    aiVoice: channel === 'voice-ai',
    productDefault: core.tenant.hours !== 'legal',
    exceptions: core.tenant.exceptions ?? [],
  };
  const { rows } = await core.db.query<{ state: string; n: number }>({
    name: 'held-by-state',
    text: `select l.state, count(*)::int as n from baton.conversations c join baton.leads l on l.id = c.id
           where c.phase = 'opening-held' and l.state is not null group by l.state`,
    values: [],
  });
  const held = new Map(rows.map((row) => [`US-${row.state}`, row.n]));
  const places = Object.keys(rules.tables.places.places)
    .filter((place) => place.startsWith('US-'))
    .flatMap((place) => {
      const zones = windowsNow(rules, place, atMs, query);
      const first = zones[0];
      if (first === undefined) return [];
      const clock = clockOf(rules, first.zone);
      const row = clock === null ? undefined : rowOn(rowsFor(rules.hours, place), localTime(clock, atMs).day);
      const changes = zones.map((zone) => zone.changesAtMs).filter(Number.isFinite);
      return [
        {
          place,
          code: place.slice(3),
          name: rules.placeNames.get(place) ?? place,
          state: zones.every((zone) => zone.open)
            ? ('open' as const)
            : zones.some((zone) => zone.open)
              ? ('part' as const)
              : ('closed' as const),
          zones: zones.map(zoneView),
          changesAtMs: changes.length === 0 ? null : Math.min(...changes),
          ruleId: `QH ${row?.place ?? 'DEFAULT'}`,
          confidence: row?.confidence ?? ('G' as const),
          held: held.get(place) ?? 0,
        },
      ];
    });
  return { channel, atMs, rulesVersion: rules.version, places };
}

const zoneView = (zone: ZoneWindow) => ({
  zone: zone.zone,
  localTime: clockWords(zone.localMinute),
  open: zone.open,
  window: zone.window === null ? null : `${clockWords(zone.window.open)} to ${clockWords(zone.window.close)}`,
  changesAtMs: finite(zone.changesAtMs),
});

/** The person as known, with what the asker adds; for a number nobody knows, a stranger of that number. */
async function personOf(
  core: Core,
  phone: string,
  input: z.output<typeof MayInput>,
): Promise<{ lead: Lead; known: boolean }> {
  const { rows } = await core.db.query<{ id: string }>({
    name: 'lead-by-phone',
    text: 'select id from baton.leads where phone = $1',
    values: [phone],
  });
  const found = rows[0] ? await loadLead(core.db, rows[0].id) : null;
  const lead = { ...(found ?? strangerOf(phone)) };
  if (input.zip) lead.zip = input.zip;
  if (input.state) lead.state = input.state.toUpperCase();
  if (input.tz) lead.tz = input.tz;
  return { lead, known: found !== null };
}

/**
 * "May I contact +1... at ... by ...?"
 * @throws BatonError BAD_PHONE
 */
export async function mayAt(
  core: Core,
  input: z.output<typeof MayInput>,
  nowMs: number,
): Promise<z.input<typeof MayAnswer>> {
  const phone = parsePhone(input.phone);
  if (!phone.ok) throw new BatonError('BAD_PHONE', phone.message);
  const atMs = input.atMs ?? nowMs;
  const { lead, known } = await personOf(core, phone.e164, input);
  const answer =
    input.channel === 'sms'
      ? await core.gate.text(
          core.db,
          lead,
          { channel: 'sms', kind: input.kind, body: '' },
          { stage: 'plan', nowMs: atMs },
        )
      : await core.gate.call(core.db, lead, {
          stage: 'plan',
          nowMs: atMs,
          technology: input.channel === 'voice-ai' ? 'ai' : 'live',
        });
  const rules = defaultRules();
  return {
    phone: phone.e164,
    atMs,
    lead: known ? { leadId: lead.id, name: lead.name } : null,
    permit: permitView(answer),
    gates: answer.decision.gates.map((gate) => ({
      gate: gate.gate,
      name: GATE_NAMES[gate.gate],
      verdict: gate.verdict,
      reason: gate.reason ?? null,
      ruleId: gate.ruleId ?? null,
      detail: gate.detail,
      words: gate.words ?? null,
      untilMs: finite(gate.untilMs ?? Number.POSITIVE_INFINITY),
    })),
    zones: answer.decision.zoneEvidence.map((one) => {
      const clock = clockOf(rules, one.zone);
      return { ...one, localTime: clock === null ? '' : clockWords(localTime(clock, atMs).minute) };
    }),
  };
}
