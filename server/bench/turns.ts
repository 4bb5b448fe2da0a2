/**
 * Text turns, durable: a lead's text is received, read, decided, the reply waits its pace, passes the gate, is handed to
 * the carrier and noted as sent. The human pace of one to two seconds is set to nothing by a wrapper around the pure
 * decision; the alarm is still a row that is written, found due, leased and delivered. Then the very same statements
 * are asked of PostgreSQL without Baton, as fast as it takes them.
 */
import { randomUUID } from 'node:crypto';
import { answerTo, askedIn } from '../sim/lead-bot.ts';
import { createRandom } from '../src/kernel/ids.ts';
import { type Cpu, cpuNow, cpuSince } from './cpu.ts';
import { createBenchMessaging, createBenchTelephony } from './ends.ts';
import { against, type Figure, spread } from './figures.ts';
import { benchDecide, giveConsent, hire, openFloor, phoneOf, type Stage } from './stage.ts';
import { linesOf, play, traced, warm, writesOf } from './trace.ts';

/** After so many turns the next lead's thread goes on: states stay as long as real ones are. */
const turnsALead = 4;
/** On a slow or busy machine fewer turns are counted, rather than longer waited. */
const longestMs = 8_000;

const withoutPace = (): ReturnType<typeof benchDecide> => {
  const decide = benchDecide();
  return (state, fact, context) => {
    const made = decide(state, fact, context);
    return {
      ...made,
      timers: made.timers.map((timer) =>
        timer.name === 'send' && timer.atMs !== null ? { ...timer, atMs: context.nowMs } : timer,
      ),
    };
  };
};

/** @param atOnce conversations at the same time; `turns` in all */
export async function benchTurns(stage: Stage, atOnce: number, turns: number): Promise<Figure[]> {
  const name = `turns_${atOnce}`;
  const { pool, db } = await stage.database(name);
  const trace = traced(db);
  const messaging = createBenchMessaging();
  const random = createRandom(7);
  const waiting = new Map<string, () => void>();
  const lastText = new Map<string, string>();
  const floor = openFloor(stage, trace.db, {
    telephony: createBenchTelephony(),
    messaging,
    decide: withoutPace(),
    onCommitted: (facts) => {
      for (const fact of facts) if (fact.type === 'text.sent') waiting.get(fact.leadId)?.();
    },
  });
  messaging.watch.send = (text) => void lastText.set(text.to, text.body);
  await hire(stage, db, 10, floor.clock.nowMs());
  floor.loop.start();
  const playbook = stage.playbooks.get('insurance')!;
  const leads = Array.from({ length: Math.ceil(turns / turnsALead) }, (_, n) => ({
    leadId: `lead-${n}`,
    phone: phoneOf(n),
    name: 'Maria Bench',
  }));
  const sent = (leadId: string) => new Promise<void>((resolve) => waiting.set(leadId, resolve));
  for (let at = 0; at < leads.length; at += 8) {
    await Promise.all(
      leads.slice(at, at + 8).map(async (lead) => {
        await giveConsent(pool, floor.records, lead, randomUUID, floor.clock.nowMs());
        const opened = sent(lead.leadId);
        await floor.loop.emit({
          type: 'lead.arrived',
          lead: { ...lead, playbookId: 'insurance', channel: 'sms', source: 'bench' },
        });
        await opened;
      }),
    );
  }
  await quiet(floor.loop);
  const took: number[] = [];
  const copy = await stage.copyOf(name);
  trace.on = true;
  const queue = [...leads];
  const before = cpuNow(stage.pid());
  const beganMs = performance.now();
  const converse = async () => {
    for (let lead = queue.shift(); lead; lead = queue.shift()) {
      for (let turn = 0; turn < turnsALead && performance.now() - beganMs < longestMs; turn++) {
        const question = askedIn(lastText.get(lead.phone) ?? '', playbook);
        const body = question ? answerTo(question, random) : 'ok, what else do you need from me?';
        const answered = sent(lead.leadId);
        const textMs = performance.now();
        await floor.loop.emit({
          type: 'text.received',
          leadId: lead.leadId,
          messageId: `in-${lead.leadId}-${turn}`,
          channel: 'sms',
          body,
          atMs: floor.clock.nowMs(),
        });
        const replied = await Promise.race([
          answered.then(() => true),
          new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 3_000).unref()),
        ]);
        if (!replied) throw new Error(`No reply came to "${body}" after "${lastText.get(lead.phone)}".`);
        took.push(performance.now() - textMs);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, converse));
  const tookMs = performance.now() - beganMs;
  await quiet(floor.loop);
  const spent = cpuSince(before, stage.pid());
  trace.on = false;
  await floor.loop.stop();
  if (floor.errors.length > 0) throw new Error(`The floor failed: ${floor.errors[0]}`);
  const names = new Set(leads.map((lead) => lead.leadId));
  const all = linesOf(trace.units, names);
  const writes = linesOf(writesOf(trace.units), names);
  await pool.end();
  const connections = Math.min(atOnce, 24);
  await warm(copy.first, writesOf(trace.units), connections);
  const beforeWrites = cpuNow(stage.pid());
  const writesMs = await play(copy.first, writes, atOnce);
  const spentWrites = cpuSince(beforeWrites, stage.pid());
  await warm(copy.second, trace.units, connections);
  const allMs = await play(copy.second, all, atOnce);
  await copy.close();
  const rate = (ms: number) => took.length / (ms / 1_000);
  const statements = trace.units.reduce((sum, unit) => sum + unit.statements.length, 0) / took.length;
  const commits =
    trace.units.filter((unit) => unit.transaction || !/^\s*select\b/i.test(unit.statements[0]?.text ?? ''))
      .length / took.length;
  const part = `text turns, ${atOnce} at once`;
  return [
    against({
      part,
      name: 'turns a second',
      unit: '1/s',
      value: rate(tookMs),
      baseline: { name: 'PostgreSQL alone, the same writes', value: rate(writesMs) },
      better: 'more',
      note: `n ${took.length}; ${statements.toFixed(0)} statements and ${commits.toFixed(1)} commits a turn`,
    }),
    against({
      part,
      name: 'turns a second',
      unit: '1/s',
      value: rate(tookMs),
      baseline: { name: 'PostgreSQL alone, the same writes and reads', value: rate(allMs) },
      better: 'more',
    }),
    {
      part,
      name: 'text received -> reply sent and noted',
      unit: 'ms',
      value: spread(took),
      better: 'less',
      note: 'without the human pace',
    },
    ...cpuFigures(part, took.length, spent, spentWrites),
  ];
}

/** What a turn costs in processor time; this hardly depends on who else is at work. */
function cpuFigures(part: string, turns: number, spent: Cpu, alone: Cpu): Figure[] {
  const node: Figure = {
    part,
    name: 'processor time of a turn, Node.js',
    unit: 'ms',
    value: spent.nodeMs / turns,
    better: 'less',
  };
  if (spent.postgresMs === undefined || alone.postgresMs === undefined) return [node];
  const baseline = { name: 'the same writes alone', value: alone.postgresMs / turns };
  return [
    node,
    against({
      part,
      name: 'processor time of a turn, PostgreSQL',
      unit: 'ms',
      value: spent.postgresMs / turns,
      baseline,
      better: 'less',
    }),
  ];
}

async function quiet(loop: { busy(): number }): Promise<void> {
  for (let still = 0; still < 5; still = loop.busy() === 0 ? still + 1 : 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
}
