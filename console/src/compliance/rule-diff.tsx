/** What changed between two versions of the rules this installation ran. */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { Failure, Panel } from '../ui/parts.tsx';

export function RuleDiffPanel() {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const diff = useQuery({
    queryKey: ['rule-diff', from, to],
    queryFn: ({ signal }) =>
      call('ruleDiff', { query: { from: from || undefined, to: to || undefined }, signal }),
    placeholderData: (before) => before,
  });
  const data = diff.data;
  if (diff.isError) return <Failure error={diff.error} onRetry={() => void diff.refetch()} />;
  if (data === undefined) return null;
  const versions = data.versions.map(({ version }) => version);
  const same = data.added.length + data.removed.length + data.changed.length === 0;
  return (
    <Panel title="Versions side by side">
      <div className="comp-bar">
        <NativeSelect
          label="From"
          value={data.from}
          data={versions}
          onChange={(e) => setFrom(e.currentTarget.value)}
        />
        <NativeSelect
          label="To"
          value={data.to}
          data={versions}
          onChange={(e) => setTo(e.currentTarget.value)}
        />
      </div>
      {same ? (
        <p className="b-dim">
          {versions.length < 2 ? 'Only one version has run here so far.' : 'The two say the same.'}
        </p>
      ) : null}
      <ul className="comp-lists">
        {data.added.map((row) => (
          <li key={`+${row.id}`}>
            <b>New</b> {row.id}: {row.rule} {row.parameter}
          </li>
        ))}
        {data.removed.map((row) => (
          <li key={`-${row.id}`}>
            <b>Gone</b> {row.id}: {row.rule} {row.parameter}
          </li>
        ))}
        {data.changed.map((row) => (
          <li key={row.id}>
            <b>Changed</b> {row.id} ({row.what.join(', ')}): {row.before.rule} {row.before.parameter} →{' '}
            {row.after.rule} {row.after.parameter}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
