/** Thresholds: what is in force, what the floor's outcomes propose, what was accepted and can be undone. */
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { useMe } from '../api/session.tsx';
import { may } from '../shell/may.ts';
import { Forbidden } from '../shell/plain-pages.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { dayAndTime } from '../ui/format.ts';
import { Empty, Failure, Loading, Panel } from '../ui/parts.tsx';
import { AssistantTabs } from './tabs.tsx';
import type { ThresholdAdvice, ThresholdChange } from './types.ts';
import './assistant.css';

export default function CalibrationPage() {
  const me = useMe();
  const answer = may(me, 'calibration');
  if (!answer.ok) return <Forbidden reason={answer.reason} />;
  return <Calibration />;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const effect = ({ proposal }: ThresholdAdvice): string[] =>
  proposal === null
    ? []
    : [
        `Unready calls ${percent(proposal.unreadyNow)} → ${percent(proposal.unreadyThen)}.`,
        `Ready calls kept: ${percent(proposal.kept)}.`,
        `${proposal.savedUsd < 0 ? 'Costs' : 'Saves'} $${Math.abs(proposal.savedUsd).toFixed(2)} a call, by the playbook's own costs.`,
      ];

function Calibration() {
  const table = useQuery({ queryKey: ['calibration'], queryFn: () => call('calibration') });
  const [accepting, setAccepting] = useState<ThresholdAdvice | null>(null);
  const advice = table.data?.advice ?? [];
  const proposals = advice.filter((one) => one.proposal !== null);
  return (
    <div className="s-page">
      <header className="s-head">
        <h1>Calibration</h1>
        <span className="s-gap" />
        <AssistantTabs />
      </header>
      <p className="b-dim b-measure">
        A transfer starts at or above the threshold of the question that is open. Agents say after each call
        how it was; from {table.data?.minCases ?? 20} coded calls on, a cheaper threshold is proposed. You
        decide.
      </p>
      {table.isPending ? <Loading rows={8} onRetry={() => void table.refetch()} /> : null}
      {table.isError ? <Failure error={table.error} onRetry={() => void table.refetch()} /> : null}
      {table.isSuccess ? (
        <>
          <Panel title="Proposals">
            {proposals.length === 0 ? (
              <Empty
                what="Nothing is proposed."
                why="Either too few calls are coded, or nothing would be cheaper."
              />
            ) : (
              <ul className="asst-proposals">
                {proposals.map((one) => (
                  <li key={`${one.playbook} ${one.questionType}`}>
                    <div>
                      <p className="b-strong">
                        {one.playbookName}, {one.questionType}:{' '}
                        <span className="b-num">
                          {one.inForce.toFixed(2)} → {one.proposal?.threshold.toFixed(2)}
                        </span>
                      </p>
                      <p className="b-dim">{effect(one).join(' ')}</p>
                      <p className="b-meta">{coded(one)}</p>
                    </div>
                    <Button
                      variant="outline"
                      aria-label={`Accept… ${one.playbookName}, ${one.questionType}`}
                      onClick={() => setAccepting(one)}
                    >
                      Accept…
                    </Button>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
          <Changes changes={table.data.changes} onChanged={() => void table.refetch()} />
          <InForce advice={advice} />
        </>
      ) : null}
      {accepting === null ? null : (
        <Accept
          advice={accepting}
          onClose={() => setAccepting(null)}
          onDone={() => {
            setAccepting(null);
            void table.refetch();
          }}
        />
      )}
    </div>
  );
}

const coded = ({ floor }: ThresholdAdvice): string =>
  `${floor.coded} coded: ${floor.notReady} not ready, ${floor.repeat} had to repeat, ${floor.sold} sold`;

function Accept({
  advice,
  onClose,
  onDone,
}: {
  advice: ThresholdAdvice;
  onClose: () => void;
  onDone: () => void;
}) {
  const { playbook, questionType, proposal, playbookName } = advice;
  const accept = useMutation({
    mutationFn: () =>
      call('acceptThreshold', { body: { playbook, questionType, threshold: proposal?.threshold ?? 0 } }),
    onSuccess: onDone,
  });
  return (
    <Dialog onClose={onClose} title={`Change ${playbookName}, ${questionType}?`}>
      <div className="asst-accept">
        {accept.isError ? <Failure error={accept.error} /> : null}
        <p className="b-num">
          {advice.inForce.toFixed(2)} → {proposal?.threshold.toFixed(2)}, from the next text on.
        </p>
        <ul>
          {effect(advice).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
        <p className="b-meta">
          {coded(advice)}. Only calls that were made are coded, so a lower threshold has no evidence below the
          present one.
        </p>
        <Button loading={accept.isPending} onClick={() => accept.mutate()}>
          Use {proposal?.threshold.toFixed(2)}
        </Button>
      </div>
    </Dialog>
  );
}

const stateWords: Record<ThresholdChange['state'], string> = {
  'in-force': 'In force',
  undone: 'Undone',
  replaced: 'Replaced by a newer one',
  overruled: 'Overruled by an edit of the playbook',
};

function Changes({ changes, onChanged }: { changes: readonly ThresholdChange[]; onChanged: () => void }) {
  const { tz } = useMe();
  const undo = useMutation({
    mutationFn: (id: string) => call('undoThreshold', { params: { id } }),
    onSuccess: onChanged,
  });
  if (changes.length === 0) return null;
  return (
    <Panel title="Changes">
      {undo.isError ? <Failure error={undo.error} /> : null}
      <ul className="asst-proposals">
        {changes.map((one) => (
          <li key={one.changeId}>
            <div>
              <p className="b-strong">
                {one.playbook}, {one.questionType}:{' '}
                <span className="b-num">
                  {one.before.toFixed(2)} → {one.after.toFixed(2)}
                </span>
              </p>
              <p className="b-dim">
                {stateWords[one.state]}
                {one.undoneBy === null ? '' : ` by ${one.undoneBy}`} · accepted by {one.by},{' '}
                {dayAndTime(one.atMs, tz, Date.now())}
              </p>
              <p className="b-meta">{one.evidence}</p>
            </div>
            {one.state === 'in-force' ? (
              <Button
                variant="outline"
                aria-label={`Undo ${one.playbook}, ${one.questionType}`}
                loading={undo.isPending}
                onClick={() => undo.mutate(one.changeId)}
              >
                Undo
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function InForce({ advice }: { advice: readonly ThresholdAdvice[] }) {
  return (
    <Panel title="In force">
      <div className="asst-scroll" role="region" aria-label="Thresholds in force" tabIndex={0}>
        <table className="b-table">
          <thead>
            <tr>
              <th scope="col">Playbook</th>
              <th scope="col">Question</th>
              <th scope="col" className="b-right">
                In force
              </th>
              <th scope="col" className="b-right">
                Default
              </th>
              <th scope="col" className="b-right">
                Least cost
              </th>
              <th scope="col">Wrong answer / unneeded transfer / lost lead</th>
              <th scope="col">The floor</th>
            </tr>
          </thead>
          <tbody>
            {advice.map((one) => (
              <tr key={`${one.playbook} ${one.questionType}`}>
                <th scope="row">{one.playbookName}</th>
                <td>{one.questionType}</td>
                <td className="b-right">{one.inForce.toFixed(2)}</td>
                <td className="b-right">{one.byDefault.toFixed(2)}</td>
                <td className="b-right">{one.leastCost.toFixed(2)}</td>
                <td className="b-nowrap">
                  ${one.costs.wrongAnswer} / ${one.costs.unneededTransfer} / ${one.costs.lostLead}
                </td>
                <td>{coded(one)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="b-meta">
        Least cost: at the embedded reader's calibration on texts it never saw. Costs are the playbook's own
        estimates.
      </p>
    </Panel>
  );
}
