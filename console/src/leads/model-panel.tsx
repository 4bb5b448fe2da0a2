/** What a larger model was asked in this conversation, and what it cost; and the way to a replay of it. */
import { useMe } from '../api/session.tsx';
import type { LeadDetail, LeadSummary } from '../api/types.ts';
import { may } from '../shell/may.ts';
import { count } from '../ui/format.ts';
import { Panel, TextLink } from '../ui/parts.tsx';

export function ModelPanel({ model }: { model: LeadDetail['model'] }) {
  if (model === null) return null;
  const missed = model.turns - model.answered;
  return (
    <Panel title="Model">
      <dl className="b-facts b-num">
        <dt>Asked</dt>
        <dd>
          {count(model.turns, 'time')}, {model.answered} answered in time
        </dd>
        <dt>Tokens</dt>
        <dd>
          {model.inputTokens.toLocaleString('en-US')} sent, {model.outputTokens.toLocaleString('en-US')}{' '}
          written
        </dd>
        <dt>Cost</dt>
        <dd>{model.costUsd === null ? 'no prices set' : `$${model.costUsd.toFixed(4)}`}</dd>
      </dl>
      {missed === 0 ? null : (
        <p className="b-meta">
          Baton answered by itself {count(missed, 'time')}: {[...new Set(model.failures)].join(', ')}.
        </p>
      )}
    </Panel>
  );
}

/** To the playground with this lead's texts, for those who may change playbooks. */
export function ReplayLink({ lead }: { lead: LeadSummary }) {
  const me = useMe();
  if (!may(me, 'replay').ok) return null;
  return (
    <p>
      <TextLink to={`/playground?playbook=${lead.playbook}&lead=${lead.leadId}`}>
        Replay against a changed playbook
      </TextLink>
    </p>
  );
}
