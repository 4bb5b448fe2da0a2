/** A lead's own texts, played with the saved playbook and with the changed one: what would have differed, turn by turn. */
import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { useMe } from '../api/session.tsx';
import { count, dayAndTime } from '../ui/format.ts';
import { Empty, Failure, Panel } from '../ui/parts.tsx';
import type { Replayed } from './types.ts';

export function ReplayPanel({
  playbook,
  source,
  wanted,
}: {
  playbook: string;
  source: string | undefined;
  wanted: string | null;
}) {
  const leads = useQuery({
    queryKey: ['leads-to-replay'],
    queryFn: () => call('leads', { query: { limit: 200 } }),
  });
  const found = (leads.data?.leads ?? []).filter((lead) => lead.playbook === playbook);
  const [picked, setPicked] = useState<string | null>(null);
  const leadId = picked ?? wanted ?? found[0]?.leadId ?? '';
  const replay = useMutation({
    mutationFn: () => call('replay', { body: { leadId, source: source ?? '' } }),
  });
  // A lead named by the address may be older than those of the list.
  const options = [
    ...(wanted !== null && !found.some((lead) => lead.leadId === wanted)
      ? [{ value: wanted, label: 'The lead you came from' }]
      : []),
    ...found.map((lead) => ({ value: lead.leadId, label: lead.name })),
  ];
  return (
    <Panel title="Replay a lead">
      <p className="b-dim">Plays the lead's own texts with the saved playbook and with the text above.</p>
      <div className="asst-replay-form">
        <NativeSelect
          label="Lead"
          value={leadId}
          data={options}
          onChange={(event) => setPicked(event.currentTarget.value)}
        />
        <Button
          disabled={leadId === '' || source === undefined}
          loading={replay.isPending}
          onClick={() => replay.mutate()}
        >
          Replay
        </Button>
      </div>
      {leads.isError ? <Failure error={leads.error} onRetry={() => void leads.refetch()} /> : null}
      {replay.isError ? <Failure error={replay.error} /> : null}
      {replay.data === undefined ? null : <Result replayed={replay.data} />}
    </Panel>
  );
}

function Result({ replayed }: { replayed: Replayed }) {
  const { tz } = useMe();
  if (replayed.turns.length === 0) return <Empty what={`${replayed.leadName} has not written yet.`} />;
  const changed = replayed.turns.filter((turn) => turn.differs.length > 0).length;
  return (
    <>
      <p role="status" className="b-strong">
        {changed === 0
          ? 'Nothing would have differed.'
          : `${count(changed, 'turn')} of ${replayed.turns.length} would have differed.`}
      </p>
      <div className="asst-scroll" role="region" aria-label="Replay" tabIndex={0}>
        <table className="b-table">
          <thead>
            <tr>
              <th scope="col">{replayed.leadName} wrote</th>
              <th scope="col">Then</th>
              <th scope="col">Saved</th>
              <th scope="col">Changed</th>
            </tr>
          </thead>
          <tbody>
            {replayed.turns.map((turn) => (
              <tr key={turn.messageId} data-differs={turn.differs.length > 0 || undefined}>
                <th scope="row">
                  {turn.text}
                  <span className="b-meta asst-when">{dayAndTime(turn.atMs, tz, Date.now())}</span>
                </th>
                <td>{turn.recorded ?? 'not on record'}</td>
                <td>
                  <Side turn={turn.saved} />
                </td>
                <td>
                  <Side turn={turn.changed} />
                  {turn.differs.length === 0 ? null : (
                    <span className="b-ring asst-when">differs: {turn.differs.join(', ')}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Side({ turn }: { turn: Replayed['turns'][number]['saved'] }) {
  return (
    <>
      <span className="b-strong">{turn.action}</span>{' '}
      <span className="b-meta b-num">
        {turn.readiness.toFixed(2)} of {turn.threshold.toFixed(2)}
      </span>
      {turn.events.map((words) => (
        <span key={words} className="b-go asst-when">
          {words}
        </span>
      ))}
      {turn.said.map(({ body }) => (
        <span key={body} className="b-dim asst-when">
          {body}
        </span>
      ))}
    </>
  );
}
