/** Orders to the edges. Each is idempotent by its id, so that a repeat after a crash changes nothing. */
import type { Fact, Order, Play } from '../kernel/events.ts';
import type { Db } from '../kernel/loop.ts';
import { inTransaction } from '../kernel/transaction.ts';
import type { Speech } from '../ports/speech.ts';
import type { Arrangement, Telephony } from '../ports/telephony.ts';
import type { Gate } from './gate.ts';
import { loadLead } from './lead-row.ts';
import { type ModelSide, modelOff } from './model-side.ts';
import type { SendWiring } from './send-text.ts';

/** Orders about one leg, and arrangements of one call, stay in the order in which they were given. */
export function orderKey(order: Order): string {
  switch (order.type) {
    case 'text.send':
      return `lead:${order.leadId}`;
    case 'call.arrange':
      return `arrange:${order.callId}`;
    // Beside everything else of this lead: an opt-out's confirmation does not stand behind a slow model.
    case 'model.ask':
      return `model:${order.turnId}`;
    default:
      return `leg:${order.legId}`;
  }
}

export interface Edges {
  db: Db;
  telephony: Telephony;
  speech: Speech;
  gate: Gate;
  recordAttempt: SendWiring['recordAttempt'];
  recordDecision: SendWiring['recordDecision'];
  sendText: (order: Extract<Order, { type: 'text.send' }>, nowMs: number) => Promise<Fact[]>;
  /** A larger model; absent where there is none. */
  model?: Pick<ModelSide, 'ask'>;
  /** Whether it is judged who answers a lead's phone, a person or a machine. */
  detectMachines: () => boolean;
  /** Words for people when speech is missing are on the screen; here is said that it is. */
  onSpeechMissing: (reason: string) => void;
}

export function createPerform(edges: Edges): (order: Order, nowMs: number) => Promise<Fact[]> {
  return async (order, nowMs) => {
    switch (order.type) {
      case 'text.send':
        return edges.sendText(order, nowMs);
      case 'model.ask':
        return [edges.model ? await edges.model.ask(order, nowMs) : modelOff(order)];
      case 'leg.dial':
        return dial(edges, order, nowMs);
      case 'voicemail.ask':
        return [await askForVoicemail(edges, order, nowMs)];
      case 'leg.answer':
        await edges.telephony.answer(order.legId);
        return [];
      case 'leg.hangup':
        await edges.telephony.hangup(order.legId, order.cause, order.note);
        return [];
      case 'leg.keys':
        await edges.telephony.sendKeys(order.legId, order.keys);
        return [];
      case 'leg.move': {
        const { type: _, ...move } = order;
        await edges.telephony.move(move);
        return [];
      }
      case 'leg.tell-refer':
        await edges.telephony.tellRefer(order.legId, order.referId, order.status, order.words);
        return [];
      case 'call.arrange':
        return arrange(edges, order);
    }
  };
}

/**
 * A lead's leg passes the gate in a transaction of its own, under the person's lock, with the decision and the attempt
 * written beside it; only then does the phone ring. An agent's leg is our own staff.
 */
async function dial(
  edges: Edges,
  order: Extract<Order, { type: 'leg.dial' }>,
  nowMs: number,
): Promise<Fact[]> {
  const { type: _, role, leadId, aiVoice, judge, ...rest } = order;
  if (role === 'lead' && leadId !== undefined) {
    const refused = await inTransaction(edges.db, async (tx): Promise<Fact | null> => {
      const lead = await loadLead(tx, leadId);
      if (!lead) throw new Error(`No lead ${leadId}`);
      const answer = await edges.gate.callNow(tx, lead, order.callId, nowMs, aiVoice ? 'ai' : 'live');
      await edges.recordDecision(
        tx,
        { leadId, phone: lead.phone, what: 'call', ref: order.legId, atMs: nowMs },
        answer.decision,
      );
      if (answer.verdict !== 'allow') {
        return {
          type: 'call.refused',
          transferId: order.callId,
          leadId,
          reason: answer.reason,
          words: answer.words,
        };
      }
      await edges.recordAttempt(tx, {
        phone: lead.phone,
        leadId,
        messageId: order.legId,
        channel: 'voice',
        atMs: nowMs,
        directReply: false,
      });
      return null;
    });
    if (refused) return [refused];
  }
  const detects = (role === 'lead' || judge === true) && edges.detectMachines();
  await edges.telephony.dial(detects ? { ...rest, detectMachine: true } : rest);
  return [];
}

/** A recorded message is an artificial voice of its own: the gate is asked for it, beside the call that reached the machine. */
async function askForVoicemail(
  { db, gate, recordDecision }: Edges,
  { callId, legId, leadId, written }: Extract<Order, { type: 'voicemail.ask' }>,
  nowMs: number,
): Promise<Fact> {
  return inTransaction(db, async (tx): Promise<Fact> => {
    const lead = await loadLead(tx, leadId);
    if (!lead) throw new Error(`No lead ${leadId}`);
    const answer = await gate.voicemail(tx, lead, { legId, written }, nowMs);
    const about = {
      leadId,
      phone: lead.phone,
      what: 'call',
      ref: `${legId}:voicemail`,
      atMs: nowMs,
    } as const;
    await recordDecision(tx, about, answer.decision);
    if (answer.verdict === 'allow') return { type: 'voicemail.permitted', callId, leadId };
    const { reason, words } = answer;
    return { type: 'voicemail.refused', callId, leadId, reason, words };
  });
}

async function arrange(edges: Edges, order: Extract<Order, { type: 'call.arrange' }>): Promise<Fact[]> {
  const { callId, revision, hears, record, listen } = order;
  const unsaid: Play[] = [];
  const plays = await Promise.all(order.plays.map((play) => audio(edges, play, () => unsaid.push(play))));
  // No notice, no recording, and nobody who listens: the agent is asked to give it.
  const notices = unsaid.flatMap((play) => (play.kind === 'speak' && play.mustBeSaid ? [play.sourceId] : []));
  const written = record && !notices.some((sourceId) => record.right.includes(sourceId)) ? { record } : {};
  const heard = listen ? { listen } : {};
  await edges.telephony.arrange({ callId, revision, hears, plays, ...written, ...heard });
  return notices.map((sourceId) => ({ type: 'call.unannounced', callId, sourceId }));
}

/** Spoken characters a second, slowly read: how long the brief stays on screen when nothing can speak it. */
const readingMsPerCharacter = 45;
const longestReadingMs = 8_000;

async function audio(edges: Edges, play: Play, onUnsaid: () => void): Promise<Arrangement['plays'][number]> {
  const { sourceId, loop } = play;
  if (play.kind === 'tone') return { sourceId, loop, audio: { kind: 'tone', name: play.name } };
  try {
    const language = play.language ?? 'en';
    const pcm = await edges.speech.synthesize(play.text, { language, limitMs: play.limitMs });
    return { sourceId, loop, audio: { kind: 'samples', pcm } };
  } catch (error) {
    onUnsaid();
    edges.onSpeechMissing(error instanceof Error ? error.message : 'unknown');
    const ms = Math.min(longestReadingMs, play.text.length * readingMsPerCharacter);
    return { sourceId, loop, audio: { kind: 'samples', pcm: attention(ms) } };
  }
}

/** A soft tone, then quiet for as long as reading takes: the brief is on the screen. */
function attention(lengthMs: number): Int16Array {
  const pcm = new Int16Array(8 * lengthMs);
  const toneSamples = Math.min(pcm.length, 8 * 250);
  for (let i = 0; i < toneSamples; i++) {
    const fade = Math.min(1, i / 200, (toneSamples - i) / 200);
    pcm[i] = Math.round(4_000 * fade * Math.sin((2 * Math.PI * 660 * i) / 8_000));
  }
  return pcm;
}
