import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runBrief } from './brief.ts';
import { runRead } from './read.ts';

async function run(f: typeof runRead, argv: string[], input: string) {
  let out = '';
  let err = '';
  const code = await f(
    argv,
    Readable.from([Buffer.from(input)]),
    { write: (s: string) => (out += s) },
    { write: (s: string) => (err += s) },
  );
  return { code, out, err };
}
const line = {
  id: 'a',
  vertical: 'lending',
  lead: { name: 'Stan', tz: 'America/Chicago' },
  now: '2026-10-07T10:15:00-05:00',
  history: [{ from: 'ai', text: 'Can I connect you now?' }],
  message: 'yes',
};

describe('baton read', () => {
  it('judges one object a line', async () => {
    const r = await run(runRead, [], `${JSON.stringify(line)}\n`);
    expect(r.code).toBe(0);
    expect(JSON.parse(r.out)).toMatchObject({
      id: 'a',
      action: 'transfer',
      ready: 'yes',
      at: null,
      slots: {},
    });
  });
  it('names a bad line by number and goes on', async () => {
    const r = await run(
      runRead,
      [],
      `{"id":\n${JSON.stringify({ ...line, vertical: 'zoo' })}\n${JSON.stringify({ ...line, lead: { name: 'x', tz: 'Nowhere' } })}\n${JSON.stringify(line)}\n`,
    );
    expect(r.code).toBe(1);
    expect(r.err).toMatch(/line 1: is not JSON/);
    expect(r.err).toMatch(/line 2: vertical/);
    expect(r.err).toMatch(/line 3: lead.tz/);
    expect(r.out.trim().split('\n')).toHaveLength(1);
  });
  it('accepts opt-out and call-time lines', async () => {
    const r = await run(
      runRead,
      [],
      `{"id":"o","message":"lose my number"}\n{"id":"w","message":"tmrw 3","now":"2026-10-07T10:15:00-05:00","tz":"America/Chicago"}\n`,
    );
    const [o, w] = r.out
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l));
    expect(o.action).toBe('opt_out');
    expect(w.at).toBe('2026-10-08T15:00:00-05:00');
  });
  it('refuses a wrong command line and a missing file', async () => {
    expect((await run(runRead, ['--scor'], '')).code).toBe(2);
    const r = await run(runRead, ['--score', '/nowhere/x.jsonl'], '');
    expect(r.code).toBe(1);
    expect(r.err).toMatch(/cannot be read/);
  });
});

describe('baton brief', () => {
  it('prints headline, spoken, screen and facts with their sources', async () => {
    const r = await run(
      runBrief,
      [],
      `${JSON.stringify({
        id: 's',
        vertical: 'lending',
        lead: line.lead,
        turns: [
          { from: 'ai', text: 'How much?' },
          { from: 'lead', text: '42k for a tractor' },
        ],
      })}\n{"id":"t"}\n`,
    );
    expect(r.code).toBe(1);
    expect(r.err).toMatch(/line 2: vertical/);
    const b = JSON.parse(r.out);
    expect(b.screen).toContain('42k for a tractor');
    expect(b.facts.some((f: { source: number }) => f.source === 1)).toBe(true);
  });
});
