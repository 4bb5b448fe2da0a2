/** The rule table, searched: what holds, where it comes from, how sure we are, who signed it. */
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/client.ts';
import * as I from '../ui/icons.ts';
import { Empty, Failure, Loading } from '../ui/parts.tsx';
import { RuleDiffPanel } from './rule-diff.tsx';

const means: Record<string, string> = {
  D: 'read in a document: statute, rule, order, or a law firm’s note on it',
  D2: 'read only in a secondary table or vendor page',
  G: 'general knowledge, to be checked',
};

export function RulesTab() {
  const [q, setQ] = useState('');
  const table = useQuery({
    queryKey: ['compliance-rules', q],
    queryFn: ({ signal }) => call('complianceRules', { query: { q: q || undefined }, signal }),
    placeholderData: (before) => before,
    staleTime: 60_000,
  });
  const rules = table.data?.rules ?? [];
  return (
    <>
      <p className="b-notice" data-role="ring">
        <I.IconInfoCircle size={18} stroke={1.75} aria-hidden />
        <span>
          This is engineering guidance, not legal advice. Have counsel sign the table before going live.
        </span>
      </p>
      <div className="comp-bar">
        <TextInput
          className="comp-search"
          aria-label="Search rules"
          placeholder="Florida, REV-05, quiet hours"
          leftSection={<I.IconSearch size={16} stroke={1.75} aria-hidden />}
          value={q}
          onChange={(e) => setQ(e.currentTarget.value)}
        />
        {table.data === undefined ? null : (
          <span className="b-meta" role="status">
            {rules.length} of {table.data.total} rules, version {table.data.version}
          </span>
        )}
      </div>
      <p className="b-meta">
        {Object.entries(means)
          .map(([mark, words]) => `${mark}: ${words}`)
          .join(' · ')}
      </p>
      {table.isPending ? <Loading rows={8} onRetry={() => void table.refetch()} /> : null}
      {table.isError ? <Failure error={table.error} onRetry={() => void table.refetch()} /> : null}
      {table.isSuccess && rules.length === 0 ? <Empty what={`No rule matches “${q}”.`} /> : null}
      {rules.length === 0 ? null : (
        <div className="comp-scroll" role="region" aria-label="Rules" tabIndex={0}>
          <table className="b-table comp-rules">
            <thead>
              <tr>
                <th scope="col">Id</th>
                <th scope="col">What</th>
                <th scope="col">Parameter</th>
                <th scope="col">Source</th>
                <th scope="col">Sure</th>
                <th scope="col">In force</th>
                <th scope="col">Reviewed by</th>
              </tr>
            </thead>
            <tbody>
              {rules.map((rule) => (
                <tr key={`${rule.id} ${rule.effectiveFrom} ${rule.rule}`}>
                  <th scope="row" className="b-nowrap">
                    {rule.id}
                  </th>
                  <td>
                    {rule.rule}
                    <span className="b-meta comp-group">{rule.group}</span>
                  </td>
                  <td>{rule.parameter}</td>
                  <td className="b-meta">{rule.source}</td>
                  <td>
                    <abbr className="comp-mark" data-mark={rule.confidence} title={means[rule.confidence]}>
                      {rule.confidence}
                    </abbr>
                  </td>
                  <td className="b-meta b-nowrap">
                    from {rule.effectiveFrom}
                    {rule.effectiveTo === null ? '' : ` to ${rule.effectiveTo}`}
                  </td>
                  <td className="b-meta">{rule.reviewedBy ?? 'nobody yet'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <RuleDiffPanel />
    </>
  );
}
