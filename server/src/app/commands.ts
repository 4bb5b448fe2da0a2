/** The API's routes over the rooms: a command becomes a fact; a view is read. Roles were checked at the edge. */

import { extendWrapUp } from '../agents/presence.ts';
import { whoIsFree } from '../agents/select.ts';
import { loadAgent, loadAgents } from '../agents/store.ts';
import { BatonError } from '../errors.ts';
import type { AppRoute, Commands } from '../http/services.ts';
import type { Fact } from '../kernel/events.ts';
import { hadLead, secondOf, type Transfer } from '../transfer/transfer.ts';
import { answerAboutLead } from './ask.ts';
import { judgedAtStart } from './assistant/calibration.ts';
import { assistantCommands } from './assistant/commands.ts';
import { complianceCommands } from './compliance/commands.ts';
import type { Core } from './core.ts';
import { departmentCommands } from './departments.ts';
import { destinationCommands } from './destination-commands.ts';
import { hearingCommands } from './hearing-commands.ts';
import { arrive } from './intake.ts';
import { loadLead, needOf } from './lead-row.ts';
import { lineCommands } from './line-quality.ts';
import { monitorCommands } from './monitor.ts';
import { passCommands } from './pass-on.ts';
import { recordingCommands } from './recordings/commands.ts';
import { sipCommands } from './sip-commands.ts';
import { suggestCommands } from './suggest.ts';
import { teamCommands } from './team/index.ts';
import { loadThread } from './thread.ts';
import { agentView, ordinary } from './views/agents.ts';
import { deskView, loadTransfer } from './views/desk.ts';
import { floorView } from './views/floor.ts';
import { leadDetail, leadList } from './views/leads.ts';
import { summariseTransfer, transferDetail } from './views/transfers.ts';
import { voicemailCommands } from './voicemail-commands.ts';

const notFound = (what: string, id: string) => new BatonError('NOT_FOUND', `There is no ${what} ${id}.`);
const done = { ok: true } as const;

async function liveTransfer(core: Core, id: string): Promise<Transfer> {
  const transfer = await loadTransfer(core.db, id);
  if (!transfer) throw notFound('transfer', id);
  return transfer;
}

/** The leg of this agent in this transfer: the newest, because a second wave may ring the same person again. */
function legOf(transfer: Transfer, agentId: string): string {
  const leg = transfer.offered.filter((one) => one.agentId === agentId).at(-1);
  if (!leg) throw new BatonError('CONFLICT', 'This transfer was not offered to you.');
  return leg.legId;
}

const winnerOf = (transfer: Transfer) => ('winner' in transfer ? transfer.winner : undefined);
const mine = (transfer: Transfer, agentId: string | null): string => {
  const winner = winnerOf(transfer);
  if (!agentId || winner?.agentId !== agentId || transfer.phase === 'ended')
    throw new BatonError('CONFLICT', 'This call is not yours any more.');
  return winner.legId;
};
/** The leg of whoever has the lead, or took the call that is passed on. */
const mineOrSecond = (transfer: Transfer, agentId: string | null): string => {
  const second = secondOf(transfer);
  return second !== null && agentId !== null && second.agentId === agentId
    ? second.legId
    : mine(transfer, agentId);
};
const firstHad = (transfer: Transfer) =>
  transfer.offered.find((one) => one.legId === transfer.passes?.[0]?.fromLegId)?.agentId;
const agentOf = (actor: { agentId: string | null }): string => {
  if (actor.agentId === null)
    throw new BatonError('WRONG_ROLE', 'Only somebody who takes calls can do this.');
  return actor.agentId;
};

export function createCommands(core: Core): Pick<Commands, AppRoute> {
  const { db, loop } = core;
  const emit = (fact: Fact) => loop.emit(fact);
  return {
    health: async () => core.health(),
    demo: async () => core.demoInfo(),
    ...complianceCommands(core),
    ...assistantCommands(core),
    ...hearingCommands(core),
    ...sipCommands(core),
    ...destinationCommands(core),
    ...voicemailCommands(core),
    ...recordingCommands(core),
    ...lineCommands(core),
    ...monitorCommands(core),
    ...passCommands(core),
    ...departmentCommands(core),
    ...suggestCommands(core),
    ...teamCommands(core),
    async createLead(_actor, { body, requestKey }) {
      return arrive(core, body, requestKey);
    },
    async leads(_actor, { query, scope }) {
      const wanted = {
        limit: query.limit,
        ...(query.view ? { view: query.view } : {}),
        ...(query.q ? { q: query.q } : {}),
        ...(query.cursor ? { cursor: query.cursor } : {}),
      };
      return leadList(core, db, scope.kind === 'agent' ? { ...wanted, agentId: scope.agentId } : wanted);
    },
    async lead(_actor, { id, nowMs }) {
      const view = await leadDetail(core, db, id, nowMs);
      if (!view) throw notFound('lead', id);
      return view;
    },
    async editFields(actor, { id, body }) {
      if (!(await loadLead(db, id))) throw notFound('lead', id);
      const fields = Object.fromEntries(
        Object.entries(body.fields).filter(
          (entry): entry is [string, string | number | boolean] => entry[1] !== null,
        ),
      );
      await emit({ type: 'lead.updated', leadId: id, fields, by: actor.name });
      return done;
    },
    async takeOver(actor, { id }) {
      const state = await loadThread(core.db, id);
      if (state.takenOverBy !== null && state.takenOverBy !== actor.name)
        throw new BatonError('CONFLICT', `${state.takenOverBy} has this thread.`);
      await emit({ type: 'thread.taken-over', leadId: id, by: actor.name });
      return done;
    },
    async giveBack(actor, { id }) {
      await loadThread(core.db, id);
      await emit({ type: 'thread.given-back', leadId: id, by: actor.name });
      return done;
    },
    async writeText(actor, { id, body, nowMs }) {
      const lead = await loadLead(db, id);
      if (!lead) throw notFound('lead', id);
      if (core.segments(body.body) > 10)
        throw new BatonError('TEXT_TOO_LONG', 'A text of more than 10 segments is not sent.');
      // Refused, not queued: a person who writes now means now.
      const answer = await core.gate.text(
        db,
        lead,
        { channel: lead.channel, kind: 'operator', body: body.body },
        { stage: 'plan', nowMs },
      );
      if (answer.verdict !== 'allow')
        throw new BatonError('NOT_PERMITTED', answer.words, {
          details: { reason: answer.reason, untilMs: answer.untilMs ?? null },
        });
      const messageId = core.id();
      await emit({ type: 'thread.written', leadId: id, by: actor.name, body: body.body, messageId });
      return { messageId };
    },
    async offerNow(actor, { id, nowMs }) {
      const lead = await loadLead(db, id);
      if (!lead) throw notFound('lead', id);
      const playbook = core.playbooks.get(lead.playbook);
      if (!playbook) throw new BatonError('UNKNOWN_PLAYBOOK', `The playbook ${lead.playbook} is not loaded.`);
      const may = await core.gate.call(db, lead, { stage: 'plan', nowMs });
      if (may.verdict !== 'allow')
        throw new BatonError('NOT_PERMITTED', may.words, {
          details: { reason: may.reason, untilMs: may.untilMs ?? null },
        });
      const need = needOf(lead, playbook, core.settings);
      const { free } = whoIsFree(await loadAgents(db), need, nowMs);
      if (free.length === 0) throw new BatonError('CONFLICT', 'Nobody is free for this lead now.');
      const state = await loadThread(core.db, id);
      if (state.transferId !== null)
        throw new BatonError('CONFLICT', 'A transfer of this lead is running already.');
      const transferId = core.id();
      const turns = state.turns.map((turn) => ({
        from: turn.from === 'lead' ? ('lead' as const) : ('ai' as const),
        text: turn.text,
        id: turn.id,
        atMs: turn.atMs,
      }));
      const brief = core.makeBrief({
        playbook,
        lead: { name: lead.name, tz: lead.tz, ...(lead.zip ? { zip: lead.zip } : {}) },
        turns,
        nowMs,
      });
      await emit({
        type: 'lead.ready',
        leadId: id,
        transferId,
        origin: 'operator',
        readiness: state.readiness,
        reasons: [`offered by ${actor.name}`],
        brief,
        need,
        mode: playbook.transfer.mode,
        ring: playbook.transfer.ring,
      });
      return { transferId };
    },
    async book(actor, { id, body, nowMs }) {
      const lead = await loadLead(db, id);
      if (!lead) throw notFound('lead', id);
      if (body.atMs <= nowMs) throw new BatonError('VALIDATION', 'A call is booked for a time to come.');
      const plan = await core.gate.callPlan(db, lead, { nowMs });
      if (!plan.at(body.atMs))
        throw new BatonError('NOT_PERMITTED', 'At that time this lead may not be called.');
      await emit({ type: 'lead.book', leadId: id, atMs: body.atMs, by: actor.name });
      return done;
    },
    async optOutLead(actor, { id, body }) {
      const lead = await loadLead(db, id);
      if (!lead) throw notFound('lead', id);
      await emit({
        type: 'consent.revoked',
        leadId: id,
        words: `${actor.name}: ${body.reason}`,
        by: 'staff',
      });
      return done;
    },
    async agents(_actor, { nowMs }) {
      return { agents: (await loadAgents(db)).map((agent) => agentView(agent, nowMs, ordinary)) };
    },
    async presence(actor, { id, body, nowMs }) {
      const agent = await loadAgent(db, id);
      if (!agent) throw notFound('agent', id);
      await emit({
        type: 'agent.presence-set',
        agentId: id,
        presence: body.presence,
        by: actor.name,
        ...(body.reason ? { reason: body.reason } : {}),
      });
      void nowMs;
      return done;
    },
    async desk(actor, { nowMs }) {
      const view = await deskView(core, db, agentOf(actor), nowMs);
      if (!view) throw notFound('agent', actor.agentId ?? '');
      return view;
    },
    floor: (_actor, { nowMs }) => floorView(core, db, nowMs),
    async transfers(_actor, { query, scope }) {
      const [at, id] = (query.cursor ?? '').split('~');
      const { rows } = await db.query<{ state: Transfer }>({
        text: `select state from baton.transfers where ($1::bigint is null or (ready_ms, id) < ($1, $2)) and ($3::text is null or agent_id = $3)
               order by ready_ms desc, id desc limit $4`,
        values: [
          at && id ? Number(at) : null,
          id ?? null,
          scope.kind === 'agent' ? scope.agentId : null,
          query.limit + 1,
        ],
      });
      const page = rows.slice(0, query.limit).map((row) => row.state);
      const last = page.at(-1);
      return {
        transfers: page.map(summariseTransfer),
        nextCursor: rows.length > query.limit && last ? `${last.readyAtMs}~${last.id}` : null,
      };
    },
    async transfer(_actor, { id, nowMs }) {
      const view = await transferDetail(core, db, id, nowMs);
      if (!view) throw notFound('transfer', id);
      return view;
    },
    async accept(actor, { id }) {
      const agentId = agentOf(actor);
      const legId = legOf(await liveTransfer(core, id), agentId);
      await emit({ type: 'agent.accepted', transferId: id, agentId, legId, by: 'desk' });
      const after = await liveTransfer(core, id);
      const isPass = after.offered.some((one) => one.legId === legId && one.pass !== undefined);
      const winner = isPass ? (secondOf(after) ?? undefined) : winnerOf(after);
      return {
        won: winner?.agentId === agentId,
        takenBy: winner && winner.agentId !== agentId ? winner.name : null,
      };
    },
    async decline(actor, { id, body }) {
      const agentId = agentOf(actor);
      const legId = legOf(await liveTransfer(core, id), agentId);
      await emit({
        type: 'agent.declined',
        transferId: id,
        agentId,
        legId,
        ...(body.reason ? { reason: body.reason } : {}),
      });
      return done;
    },
    async ask(actor, { id, body }) {
      const transfer = await liveTransfer(core, id);
      legOf(transfer, agentOf(actor));
      return answerAboutLead(core, transfer, body.question);
    },
    async skipBrief(actor, { id }) {
      const transfer = await liveTransfer(core, id);
      mineOrSecond(transfer, actor.agentId);
      await emit({ type: 'transfer.skip-brief', transferId: id, agentId: agentOf(actor) });
      return done;
    },
    async handBack(actor, { id }) {
      const transfer = await liveTransfer(core, id);
      mineOrSecond(transfer, actor.agentId);
      if (transfer.phase === 'connected' && secondOf(transfer)?.agentId !== actor.agentId)
        throw new BatonError('CONFLICT', 'You are live with the lead; end the call instead.');
      await emit({ type: 'transfer.hand-back', transferId: id, agentId: agentOf(actor) });
      return done;
    },
    async hangUp(actor, { id }) {
      const transfer = await liveTransfer(core, id);
      const legId = mineOrSecond(transfer, actor.agentId);
      await core.telephony.hangup(legId, 'hung-up');
      await emit({ type: 'leg.ended', callId: transfer.callId, legId, by: 'them', cause: 'hung-up' });
      return done;
    },
    async hold(actor, { id, body }) {
      const transfer = await liveTransfer(core, id);
      const legId = mine(transfer, actor.agentId);
      if (transfer.phase !== 'connected') throw new BatonError('CONFLICT', 'There is nobody to hold yet.');
      if (transfer.pass?.stage === 'talking' && transfer.pass.with === 'second')
        throw new BatonError('CONFLICT', `${transfer.spec.leadName} is on hold while you talk aside.`);
      await emit({ type: 'call.hold', callId: transfer.callId, legId, on: body.on, by: actor.name });
      return done;
    },
    async mute(actor, { id, body }) {
      const transfer = await liveTransfer(core, id);
      const legId = mine(transfer, actor.agentId);
      await emit({ type: 'call.mute', callId: transfer.callId, legId, on: body.on, by: actor.name });
      return done;
    },
    async keys(actor, { id, body }) {
      const transfer = await liveTransfer(core, id);
      mine(transfer, actor.agentId);
      if (transfer.phase !== 'connected' || !transfer.leadLeg)
        throw new BatonError('CONFLICT', "The lead's leg is not connected.");
      await core.telephony.sendKeys(transfer.leadLeg.legId, body.keys);
      return done;
    },
    async disposition(actor, { id, body }) {
      const transfer = await liveTransfer(core, id);
      const agentId = agentOf(actor);
      if (!hadLead(transfer, agentId)) throw new BatonError('CONFLICT', 'This call was not yours.');
      // Whether the lead was ready is judged once, by whoever talked to them first.
      const isFirst = (transfer.passes?.length ?? 0) === 0 || firstHad(transfer) === agentId;
      const fact: Fact = {
        type: 'agent.disposition',
        agentId,
        transferId: id,
        leadId: transfer.leadId,
        disposition: body.disposition,
        notes: body.notes,
        ...(isFirst ? await judgedAtStart(db, transfer) : {}),
      };
      await emit(body.callbackAtMs === undefined ? fact : { ...fact, callbackAtMs: body.callbackAtMs });
      if (body.callbackAtMs !== undefined)
        await emit({ type: 'lead.book', leadId: transfer.leadId, atMs: body.callbackAtMs, by: actor.name });
      return done;
    },
    async extendWrapUp(actor) {
      await core.changeAgent(agentOf(actor), (state) => extendWrapUp(state, 30_000));
      return done;
    },
    async cancelTransfer(actor, { id }) {
      await liveTransfer(core, id);
      await emit({ type: 'supervisor.cancelled', transferId: id, by: actor.name });
      return done;
    },
    async playbooks() {
      return {
        playbooks: [...core.playbooks.values()].map(({ id, name, vertical, version, questions }) => ({
          id,
          name,
          vertical,
          version,
          questions: questions.map(({ field, label, type, ask }) => ({ field, label, type, ask: ask[0]! })),
        })),
      };
    },
  };
}
