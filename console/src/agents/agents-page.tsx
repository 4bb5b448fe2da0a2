/** Agents: who takes calls, what they may take, when, and whether they are free now. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { call } from '../api/client.ts';
import { useTopic } from '../api/live.ts';
import { useMe } from '../api/session.tsx';
import type { AgentRecord, AgentView } from '../api/types.ts';
import { may } from '../shell/may.ts';
import { Forbidden } from '../shell/plain-pages.tsx';
import { count } from '../ui/format.ts';
import { Empty, Failure, Loading } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import '../settings/settings.css';
import './agents.css';

export default function AgentsPage() {
  const me = useMe();
  const allowed = may(me, 'agentRecords');
  return allowed.ok ? <Agents /> : <Forbidden reason={allowed.reason} />;
}

function Agents() {
  const me = useMe();
  const list = useQuery({ queryKey: ['agentRecords'], queryFn: () => call('agentRecords') });
  const now = useTopic('floor')?.agents ?? [];
  const agents = list.data?.agents ?? [];
  return (
    <div className="s-page">
      <header className="s-head">
        <h1>Agents</h1>
        <span className="s-gap" />
        {may(me, 'createPerson').ok ? (
          <Button component={Link} to="/settings/people?new=1">
            Add agent
          </Button>
        ) : null}
      </header>
      {list.isPending ? <Loading /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && agents.length === 0 ? (
        <Empty what="Nobody takes calls yet." why="An admin adds people under Settings, People." />
      ) : null}
      {agents.length === 0 ? null : (
        <ul className="rows">
          {agents.map((agent) => (
            <AgentRow
              key={agent.agentId}
              agent={agent}
              now={now.find((one) => one.agentId === agent.agentId)}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

const list = (words: readonly string[], most: number, none: string): string =>
  words.length === 0
    ? none
    : words.length > most
      ? `${words.slice(0, most).join(', ')} and ${words.length - most} more`
      : words.join(', ');

function AgentRow({ agent, now }: { agent: AgentRecord; now: AgentView | undefined }) {
  return (
    <li className="row agents-row">
      <div>
        <Link to={`/agents/${agent.agentId}`} className="b-link b-strong agents-name">
          {agent.name}
        </Link>
        <p className="b-meta">
          {agent.tz} · {list(agent.skills, 4, 'no skills')} · licences:{' '}
          {list(
            agent.licences.map((one) => one.state),
            6,
            'none',
          )}{' '}
          · {agent.shifts.length === 0 ? 'always on shift' : count(agent.shifts.length, 'shift')}
        </p>
      </div>
      {now === undefined ? null : (
        <div className="agents-now">
          {/* "Available" beside "Licence ended" would contradict itself; the reason speaks alone. */}
          {now.free || now.presence !== 'available' || now.reasons[0] === undefined ? (
            <StateChip kind="presence" value={now.presence} />
          ) : null}
          {now.reasons[0] === undefined ? null : <p className="b-meta">{now.reasons[0].words}</p>}
        </div>
      )}
    </li>
  );
}
