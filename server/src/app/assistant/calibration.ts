/**
 * Thresholds from the floor's own outcomes: read, proposed, accepted by a person, kept, undone. An accepted value is in
 * force while the playbook's own is still the one it was accepted over; whoever edits the playbook later wins.
 */
import type { z } from 'zod';
import type { Calibration, ThresholdChange } from '../../../../contract/assistant.ts';
import { BatonError } from '../../errors.ts';
import type { Commands } from '../../http/services.ts';
import type { Judged } from '../../kernel/events.ts';
import type { Tx } from '../../kernel/loop.ts';
import type { Playbook, QuestionType } from '../../playbook/playbook.ts';
import {
  type Advice,
  advise,
  type FloorCase,
  floorCases,
  heldOutCases,
  MIN_CASES,
  TYPES,
} from '../../readiness/calibration.ts';
import type { Transfer } from '../../transfer/transfer.ts';
import type { Core } from '../core.ts';

/** The newest outcomes are enough; older ones speak of another playbook. */
const MOST_OUTCOMES = 20_000;

interface ChangeRow {
  id: string;
  at_ms: number;
  playbook: string;
  question_type: QuestionType;
  base: number;
  before: number;
  after: number;
  by: string;
  evidence: { words: string };
  undone_ms: string | null;
  undone_by: string | null;
}

/** What the wish that began this transfer was held against; nothing where no text of the lead began it. */
export async function judgedAtStart(tx: Tx, transfer: Transfer): Promise<{ judged?: Judged }> {
  const { rows } = await tx.query<{ judged: Judged | null }>({
    name: 'judged-at-start',
    text: `select body->'judged' as judged from baton.journal
           where type = 'lead.ready' and lead_id = $1 and body->>'transferId' = $2 limit 1`,
    values: [transfer.leadId, transfer.id],
  });
  return rows[0]?.judged ? { judged: rows[0].judged } : {};
}

/** Each coded transfer that a text of the lead began, with the score, the threshold's kind and the playbook of that moment. */
export async function floorOutcomes(tx: Pick<Tx, 'query'>): Promise<FloorCase[]> {
  const { rows } = await tx.query<{
    playbook: string;
    question_type: QuestionType;
    score: number;
    disposition: string;
  }>({
    text: `select playbook, question_type, score, disposition from baton.dispositions
           where playbook is not null order by at_ms desc limit $1`,
    values: [MOST_OUTCOMES],
  });
  return rows.map(({ playbook, question_type, score, disposition }) => ({
    playbook,
    type: question_type,
    score,
    disposition,
  }));
}

async function changesOf(tx: Pick<Tx, 'query'>): Promise<ChangeRow[]> {
  const { rows } = await tx.query<ChangeRow & Record<string, unknown>>({
    text: 'select * from baton.threshold_changes order by at_ms desc, id desc limit 500',
    values: [],
  });
  return rows;
}

/** The newest change of each playbook and type that was not undone. */
function latest(changes: readonly ChangeRow[]): Map<string, ChangeRow> {
  const found = new Map<string, ChangeRow>();
  for (const change of changes) {
    const key = `${change.playbook} ${change.question_type}`;
    if (change.undone_ms === null && !found.has(key)) found.set(key, change);
  }
  return found;
}

/** @param own the playbook as written. @returns it with the accepted thresholds that still hold; the same object when none does */
function withAccepted(own: Playbook, accepted: ReadonlyMap<string, ChangeRow>): Playbook {
  const thresholds = { ...own.thresholds };
  for (const type of TYPES) {
    const change = accepted.get(`${own.id} ${type}`);
    if (change && change.base === own.thresholds[type]) thresholds[type] = change.after;
  }
  const same = TYPES.every((type) => thresholds[type] === own.thresholds[type]);
  return same ? own : { ...own, thresholds };
}

const written = new WeakMap<Playbook, Playbook>();
/** The playbook as its author wrote it, without accepted thresholds. */
export const asWritten = (playbook: Playbook): Playbook => written.get(playbook) ?? playbook;

/** Puts what was accepted over the playbooks in hand, in place. Called at the start, and after every change. */
export async function applyThresholds(
  tx: Pick<Tx, 'query'>,
  playbooks: Map<string, Playbook>,
): Promise<ChangeRow[]> {
  const changes = await changesOf(tx);
  const accepted = latest(changes);
  for (const [id, playbook] of playbooks) {
    const own = asWritten(playbook);
    const next = withAccepted(own, accepted);
    if (next !== own) written.set(next, own);
    playbooks.set(id, next);
  }
  return changes;
}

export async function adviceFor(
  tx: Pick<Tx, 'query'>,
  playbooks: Iterable<Playbook>,
): Promise<{ advice: Advice[]; outcomes: FloorCase[] }> {
  const outcomes = await floorOutcomes(tx);
  const samples = heldOutCases();
  const advice = [...playbooks]
    .toSorted((a, b) => a.id.localeCompare(b.id))
    .flatMap((playbook) =>
      TYPES.map((type) => advise(playbook, type, samples, floorCases(outcomes, playbook.id, type))),
    );
  return { advice, outcomes };
}

export function calibrationCommands(
  core: Core,
): Pick<Commands, 'calibration' | 'acceptThreshold' | 'undoThreshold'> {
  const { db } = core;
  const apply = () => applyThresholds(db, core.playbooks as Map<string, Playbook>);
  return {
    async calibration() {
      const changes = await apply();
      const { advice } = await adviceFor(db, core.playbooks.values());
      return {
        minCases: MIN_CASES,
        advice: advice.map((one) => adviceView(one, core.playbooks.get(one.playbook)!)),
        changes: changesView(changes, core.playbooks),
      };
    },
    async acceptThreshold(actor, { body, nowMs }) {
      await apply();
      const playbook = core.playbooks.get(body.playbook);
      if (!playbook) throw new BatonError('UNKNOWN_PLAYBOOK', `No playbook has the id "${body.playbook}".`);
      const { advice } = await adviceFor(db, [playbook]);
      const now = advice.find((one) => one.type === body.questionType);
      if (!now?.proposal || now.proposal.threshold !== body.threshold)
        throw new BatonError('CONFLICT', 'The floor proposes another threshold by now, or none.', {
          hint: 'Load the page again and look at the evidence once more.',
        });
      const changeId = core.id();
      await db.query({
        text: `insert into baton.threshold_changes (id, at_ms, playbook, question_type, base, before, after, by, evidence)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        values: [
          changeId,
          nowMs,
          playbook.id,
          body.questionType,
          asWritten(playbook).thresholds[body.questionType],
          playbook.thresholds[body.questionType],
          body.threshold,
          actor.name,
          JSON.stringify({ words: evidenceWords(now), advice: now }),
        ],
      });
      await apply();
      core.changed(['floor', 'leads']);
      return { changeId };
    },
    async undoThreshold(actor, { id, nowMs }) {
      const changes = await apply();
      const change = changes.find((one) => one.id === id);
      if (!change) throw new BatonError('NOT_FOUND', `There is no change ${id}.`);
      const newest = latest(changes).get(`${change.playbook} ${change.question_type}`);
      if (newest?.id !== id)
        throw new BatonError('CONFLICT', 'Only the newest change of a threshold can be undone.', {
          hint: 'Undo the newer ones first; each brings back the one before.',
        });
      await db.query({
        text: 'update baton.threshold_changes set undone_ms = $2, undone_by = $3 where id = $1 and undone_ms is null',
        values: [id, nowMs, actor.name],
      });
      await apply();
      core.changed(['floor', 'leads']);
      return { ok: true as const };
    },
  };
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

export function evidenceWords({ floor, proposal }: Advice): string {
  const counted = `${floor.n} coded: ${floor.notReady} not ready, ${floor.repeat} had to repeat, ${floor.sold} sold`;
  if (!proposal) return counted;
  const saves = `${proposal.savedUsd < 0 ? 'costs' : 'saves'} $${Math.abs(proposal.savedUsd).toFixed(2)} a call`;
  return `${counted}; unready calls ${percent(proposal.unreadyNow)} -> ${percent(proposal.unreadyThen)}, ready calls kept ${percent(proposal.kept)}, ${saves}`;
}

function adviceView(advice: Advice, playbook: Playbook): z.input<typeof Calibration>['advice'][number] {
  const { floor } = advice;
  return {
    playbook: playbook.id,
    playbookName: playbook.name,
    questionType: advice.type,
    inForce: advice.inForce,
    byDefault: advice.byDefault,
    leastCost: advice.best,
    costs: playbook.costs,
    floor: { coded: floor.n, notReady: floor.notReady, repeat: floor.repeat, sold: floor.sold },
    proposal: advice.proposal ?? null,
  };
}

function changesView(
  changes: readonly ChangeRow[],
  playbooks: ReadonlyMap<string, Playbook>,
): z.input<typeof ThresholdChange>[] {
  const newest = latest(changes);
  const stateOf = (change: ChangeRow): z.input<typeof ThresholdChange>['state'] => {
    if (change.undone_ms !== null) return 'undone';
    if (newest.get(`${change.playbook} ${change.question_type}`)?.id !== change.id) return 'replaced';
    const playbook = playbooks.get(change.playbook);
    const holds = playbook && asWritten(playbook).thresholds[change.question_type] === change.base;
    return holds ? 'in-force' : 'overruled';
  };
  return changes.map((change) => ({
    changeId: change.id,
    atMs: Number(change.at_ms),
    playbook: change.playbook,
    questionType: change.question_type,
    before: change.before,
    after: change.after,
    by: change.by,
    evidence: change.evidence.words,
    state: stateOf(change),
    undoneMs: change.undone_ms === null ? null : Number(change.undone_ms),
    undoneBy: change.undone_by,
  }));
}
