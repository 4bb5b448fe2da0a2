import { describe, expect, it } from 'vitest';
import { DAY_MS, instantOf, localTime, offsetAt } from './clock.ts';
import { runtimeOffsetMin } from './clock-runtime.ts';
import { compileRules } from './compile.ts';
import { windowNow, windowOn } from './hours.ts';
import { defaultRules, loadRuleTables } from './load-rules.ts';
import { candidates } from './location.ts';
import { nextPermitted, permit } from './permit.ts';
import { ask, askCall, at } from './testing.ts';
import { checkTimeZoneData } from './zone-check.ts';

const rules = defaultRules();
const clock = (zone: string) => {
  const found = rules.clocks.get(zone);
  if (found === undefined) throw new Error(`no clock ${zone}`);
  return found;
};

/** Without the runtime's second reading of changed zones, so that each place has its own opening and closing minute. */
const exact = compileRules(loadRuleTables(), false);

/** Every area code with its places; all places of one code have the same hours. */
const codes = [...exact.areaCodes.entries()].map(([code, places]) => ({
  code,
  place: places[0]?.place ?? '',
}));

const week: [string, string][] = [
  ['Wednesday', '2026-12-02'],
  ['Saturday', '2026-12-05'],
  ['Sunday', '2026-12-06'],
  ['New Year’s Day', '2027-01-01'],
];

/** Texts and calls at the first and last minute that is open, and one minute outside, in every state with one zone. */
describe('every state’s opening and closing minute', () => {
  it('has an area code of every place but those that share one', () => {
    const covered = new Set(codes.map(({ place }) => place));
    const missing = Object.keys(exact.tables.places.places).filter((place) => !covered.has(place));
    expect(missing.sort()).toEqual(['CA-NU', 'CA-PE', 'CA-YT']);
  });

  it.each(codes)('$place $code', ({ code, place }) => {
    for (const [name, date] of week) {
      const day = Math.floor(at(`${date}T00:00:00Z`) / DAY_MS);
      for (const kind of ['text', 'call'] as const) {
        const lead = { phone: `+1${code}5550123` };
        const input = (ms: number) => {
          const made = kind === 'text' ? ask(ms, { lead }) : askCall(ms, { lead });
          return { ...made, rules: exact };
        };
        const open = (ms: number) =>
          permit(input(ms)).gates.find((g) => g.gate === 'G11')?.verdict === 'allow';
        const query = {
          channel: kind === 'text' ? ('sms' as const) : ('voice' as const),
          aiVoice: false,
          productDefault: false,
          exceptions: [],
        };
        const window = windowOn(exact, place, day, query);
        const where = `${place} ${name} ${kind}`;
        const clocks = candidates(exact, lead, at(`${date}T12:00:00Z`)).map((c) => c.clock);
        if (window === null) {
          for (let hour = 0; hour < 24; hour += 1) {
            const ms = instantOf(clocks[0] ?? clock('America/New_York'), day, hour * 60);
            expect(open(ms), `${where} ${hour}`).toBe(false);
          }
          continue;
        }
        // With several zones the latest opening and the earliest closing count.
        const first = Math.max(...clocks.map((c) => instantOf(c, day, window.open + 2)));
        const end = Math.min(
          ...clocks.map((c) => instantOf(c, day, window.close - (kind === 'text' ? 5 : 15))),
        );
        expect(open(first), `${where} opening`).toBe(true);
        expect(open(first - 60_000), `${where} before opening`).toBe(false);
        expect(open(end - 60_000), `${where} last minute`).toBe(true);
        expect(open(end), `${where} after closing`).toBe(false);
      }
    }
  });

  it('the windows are those of the reference', () => {
    const day = (date: string) => Math.floor(at(`${date}T00:00:00Z`) / DAY_MS);
    const live = { channel: 'voice' as const, aiVoice: false, productDefault: false, exceptions: [] };
    const ai = { ...live, aiVoice: true };
    const wednesday = day('2026-12-02');
    const [saturday, sunday] = [wednesday + 3, wednesday + 4];
    const rows: [string, number, typeof live, [number, number] | null][] = [
      ['US-NY', wednesday, live, [480, 1260]],
      ['US-CA', wednesday, ai, [540, 1260]],
      ['US-CT', sunday, live, [540, 1200]],
      ['US-KY', wednesday, live, [600, 1260]],
      ['US-ME', wednesday, ai, [540, 1020]],
      ['US-ME', saturday, ai, null],
      ['US-NE', sunday, ai, [780, 1260]],
      ['US-NE', sunday, live, [480, 1260]],
      ['US-OK', wednesday, ai, [540, 1200]],
      ['US-PA', saturday, live, [480, 720]],
      ['US-RI', wednesday, live, [540, 1080]],
      ['US-RI', saturday, live, [600, 1020]],
      ['US-SD', saturday, ai, null],
      ['US-SD', sunday, live, null],
      ['US-TX', sunday, live, [720, 1260]],
      ['US-MS', sunday, live, null],
      ['US-AL', sunday, live, null],
      ['US-UT', sunday, live, null],
      ['US-TN', wednesday, ai, [540, 1200]],
      ['US-IN', wednesday, ai, [540, 1200]],
      ['US-IL', wednesday, ai, [540, 1260]],
      ['UNKNOWN', wednesday, live, [600, 1080]],
      ['UNKNOWN', wednesday, ai, [600, 1020]],
      ['UNKNOWN', saturday, ai, null],
      ['CA-ON', wednesday, live, [540, 1290]],
      ['CA-ON', sunday, live, [600, 1080]],
      ['CA-ON', sunday, ai, [630, 1020]],
      ['GB', sunday, live, null],
      ['DE', saturday, live, [600, 1020]],
      ['US-LA', day('2027-02-09'), live, null],
      ['US-PA', day('2027-03-26'), live, null],
      ['US-PA', day('2026-11-03'), live, null],
      ['US-UT', day('2026-07-24'), live, null],
      ['US-RI', day('2026-08-10'), live, null],
      ['US-AL', day('2027-07-05'), live, null],
    ];
    for (const [place, on, query, expected] of rows) {
      const found = windowOn(rules, place, on, query);
      expect(found === null ? null : [found.open, found.close], `${place} ${on}`).toEqual(expected);
    }
  });

  it('the product default is inside every window', () => {
    const on = Math.floor(at('2026-12-02T00:00:00Z') / DAY_MS);
    const query = { channel: 'sms' as const, aiVoice: false, productDefault: true, exceptions: [] };
    expect(windowOn(rules, 'US-NY', on, query)).toEqual({ open: 540, close: 1200 });
    expect(windowOn(rules, 'US-KY', on, query)).toEqual({ open: 600, close: 1200 });
    expect(windowOn(rules, 'US-NY', on + 4, query)).toBeNull();
    expect(windowOn(rules, 'US-NY', Math.floor(at('2026-12-25T00:00:00Z') / DAY_MS), query)).toBeNull();
  });
});

describe('T10 both daylight-saving nights', () => {
  const nights: [string, string, string][] = [
    ['spring forward', '2027-03-13T12:00:00Z', '2027-03-15T18:00:00Z'],
    ['fall back', '2026-10-31T12:00:00Z', '2026-11-02T18:00:00Z'],
  ];
  const zones = [
    '+12125550123',
    '+13125550123',
    '+13035550123',
    '+12065550123',
    '+19075550123',
    '+18085550123',
    '+16025550123',
  ];
  it.each(nights)('%s: nothing leaves between 21:00 and 8:00 of the wall clock', (_name, from, to) => {
    for (const phone of zones) {
      let opened = 0;
      for (let ms = at(from); ms < at(to); ms += 60_000 * 5) {
        const d = permit(ask(ms, { lead: { phone } }));
        if (d.verdict !== 'allow') continue;
        opened += 1;
        for (const { zone } of d.zoneEvidence) {
          const hour = Number(
            new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(
              ms,
            ),
          );
          expect(hour, `${zone} ${new Date(ms).toISOString()}`).toBeGreaterThanOrEqual(8);
          expect(hour).toBeLessThan(21);
        }
      }
      expect(opened).toBeGreaterThan(100);
    }
  });
  it('a text deferred across the night goes once, at 8:02 of the new clock', () => {
    expect(nextPermitted(ask('2027-03-14T03:00:00Z', { lead: { phone: '+12125550123' } }))?.atMs).toBe(
      at('2027-03-14T12:02:00Z'),
    );
    expect(nextPermitted(ask('2026-11-01T03:00:00Z', { lead: { phone: '+12125550123' } }))?.atMs).toBe(
      at('2026-11-01T13:02:00Z'),
    );
  });
  it('every local minute of the switch days maps to one instant and back, but for the skipped hour', () => {
    for (const date of ['2027-03-14', '2026-11-01']) {
      const day = Math.floor(at(`${date}T00:00:00Z`) / DAY_MS);
      for (let minute = 0; minute < 1440; minute += 1) {
        const back = localTime(clock('America/New_York'), instantOf(clock('America/New_York'), day, minute));
        const skipped = date === '2027-03-14' && minute >= 120 && minute < 180;
        if (!skipped) expect([back.day, back.minute]).toEqual([day, minute]);
      }
    }
  });
});

describe('clocks', () => {
  it('T11: Vancouver on 15 December 2026 is UTC-7, whatever the runtime says', () => {
    expect(offsetAt(clock('America/Vancouver'), at('2026-12-15T20:00:00Z'))).toBe(-420);
    expect(localTime(clock('America/Vancouver'), at('2026-12-15T20:00:00Z')).minute).toBe(13 * 60);
    expect(offsetAt(clock('America/Edmonton'), at('2026-12-15T20:00:00Z'))).toBe(-360);
    expect(offsetAt(clock('America/Winnipeg'), at('2026-12-15T20:00:00Z'))).toBe(-300);
    expect(offsetAt(clock('America/Vancouver'), at('2026-01-15T20:00:00Z'))).toBe(-480);
  });
  it('T11: where the runtime is stale, both readings must allow', () => {
    const stale = runtimeOffsetMin('America/Vancouver', at('2026-12-15T20:00:00Z')) === -480;
    const list = candidates(rules, { phone: '+16045550123' }, at('2026-12-15T20:00:00Z'));
    expect(list.length).toBe(stale ? 2 : 1);
    // 21:20 of UTC-7 is 20:20 of UTC-8: inside the window of the stale clock only.
    expect(permit(ask('2026-12-16T04:27:00Z', { lead: { phone: '+16045550123' } })).verdict).toBe('defer');
    // 16:20Z is 9:20 of UTC-7 and 8:20 of UTC-8.
    expect(permit(ask('2026-12-15T16:20:00Z', { lead: { phone: '+16045550123' } })).verdict).toBe(
      stale ? 'defer' : 'allow',
    );
  });
  it('T11: the start is refused when the shipped data is older than the rules demand', () => {
    const tables = loadRuleTables();
    const old = compileRules({ ...tables, manifest: { ...tables.manifest, tzdb: '2025c' } });
    expect(checkTimeZoneData(old)).toMatchObject({ ok: false });
    expect(checkTimeZoneData(rules).ok).toBe(true);
    const none = checkTimeZoneData(rules, {
      release: '2026e',
      offsetMin: (zone, ms) => offsetAt(clock(zone), ms),
    });
    expect(none).toEqual({ ok: true, findings: [] });
    const wrong = checkTimeZoneData(rules, {
      release: '2030a',
      offsetMin: (zone, ms) => offsetAt(clock(zone), ms) + (zone === 'America/Denver' ? 60 : 0),
    });
    expect(wrong.findings.map((f) => f.zone)).toEqual(['America/Denver']);
  });
  it('T09: Arizona keeps one offset, the Navajo candidate does not', () => {
    const codes = candidates(rules, { phone: '+19285550123' }, 0).map((c) => c.clock.zone);
    expect(codes).toEqual(['America/Phoenix', 'America/Denver']);
    const offset = (zone: string, iso: string) => offsetAt(clock(zone), at(iso));
    expect(offset('America/Phoenix', '2027-07-01T00:00:00Z')).toBe(
      offset('America/Phoenix', '2027-01-01T00:00:00Z'),
    );
    expect(offset('America/Denver', '2027-07-01T00:00:00Z')).not.toBe(
      offset('America/Denver', '2027-01-01T00:00:00Z'),
    );
  });
  it('agrees with the runtime in every zone that no recent release changed', () => {
    for (const [zone, own] of rules.clocks) {
      if (rules.tables.zones.rows[zone]?.stays_from !== undefined) continue;
      for (
        let ms = at('2024-01-01T00:00:00Z');
        ms < at('2030-01-01T00:00:00Z');
        ms += 3 * DAY_MS + 3_600_000
      ) {
        expect(offsetAt(own, ms), `${zone} ${new Date(ms).toISOString()}`).toBe(runtimeOffsetMin(zone, ms));
      }
    }
  });
});

describe('windows for a map', () => {
  it('says open or closed, and when it changes', () => {
    expect(windowNow(rules, 'US-FL', 'sms', at('2026-12-01T17:00:00Z'))).toMatchObject({
      open: true,
      changesAtMs: at('2026-12-02T00:55:00Z'),
    });
    expect(windowNow(rules, 'US-FL', 'voice', at('2026-12-01T13:30:00Z'))).toMatchObject({
      open: false,
      changesAtMs: at('2026-12-01T14:02:00Z'),
    });
    expect(windowNow(rules, 'US-LA', 'sms', at('2026-12-06T17:00:00Z'))).toMatchObject({
      open: false,
      window: null,
    });
    expect(windowNow(rules, 'America/Denver', 'sms', at('2026-12-01T17:00:00Z'))).toMatchObject({
      place: 'DEFAULT',
      open: true,
    });
    expect(windowNow(rules, 'US-XX', 'sms', 0)).toBeNull();
    expect(
      Object.keys(rules.tables.places.places).every(
        (place) => windowNow(rules, place, 'sms', 1.8e12) !== null,
      ),
    ).toBe(true);
  });
});
