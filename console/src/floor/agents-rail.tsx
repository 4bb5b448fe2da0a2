/** Everyone who takes calls: free, ringing, on a call, not free — and for the last, why, with what frees them. */
import { ActionIcon } from '@mantine/core';
import { useState } from 'react';
import { PresenceDialog } from '../agents/presence-dialog.tsx';
import { useNowMs } from '../api/live.ts';
import { useSession } from '../api/session.tsx';
import type { AgentView } from '../api/types.ts';
import { may } from '../shell/may.ts';
import { Clock } from '../ui/clock.tsx';
import { timeWithZone } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { NotFreeIcon } from '../ui/not-free-icon.tsx';
import { Empty } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { Why } from '../ui/why.tsx';

type Group = { word: string; agents: AgentView[] };

/** An agent stands in exactly one group, by what they do first and by whether they are free second. */
export function groupAgents(agents: readonly AgentView[]): Group[] {
  const free: AgentView[] = [];
  const ringing: AgentView[] = [];
  const calls: AgentView[] = [];
  const rest: AgentView[] = [];
  for (const a of agents) {
    if (a.presence === 'on-call') calls.push(a);
    else if (a.presence === 'reserved') ringing.push(a);
    else if (a.free) free.push(a);
    else rest.push(a);
  }
  return [
    { word: 'Free', agents: free },
    { word: 'Ringing', agents: ringing },
    { word: 'On a call', agents: calls },
    { word: 'Not free', agents: rest },
  ];
}

export function AgentsRail({ agents, free }: { agents: AgentView[]; free: number }) {
  return (
    <section className="floor-column" aria-label="Agents">
      <header className="floor-column-head">
        <h2>
          Agents <span className="b-num">{agents.length}</span>{' '}
          <span className="b-dim floor-free">({free} free)</span>
        </h2>
      </header>
      {agents.length === 0 ? (
        <Empty what="People who take calls appear here." why="Nobody is an agent yet." />
      ) : null}
      {groupAgents(agents)
        .filter((g) => g.agents.length > 0)
        .map((g) => (
          <div key={g.word} className="rail-group">
            <h3>
              {g.word} <span className="b-num b-dim">{g.agents.length}</span>
            </h3>
            <ul>
              {g.agents.map((a) => (
                <AgentRow key={a.agentId} agent={a} />
              ))}
            </ul>
          </div>
        ))}
    </section>
  );
}

/** Licences that are over, in the words of the reason they will be; a free agent has them too. */
function endedLicences(agent: AgentView, nowMs: number): string[] {
  return agent.licences
    .filter(({ until }) => until !== null && nowMs > Date.parse(`${until}T23:59:59-12:00`))
    .map(({ state, until }) => `Licence for ${state} ended ${until}`)
    .filter((words) => !agent.reasons.some((reason) => reason.words === words));
}

function AgentRow({ agent }: { agent: AgentView }) {
  const { me } = useSession();
  const [setting, setSetting] = useState(false);
  const first = agent.reasons[0];
  const nowMs = useNowMs(60_000);
  // "Available" beside "Licence ended" would contradict itself; the reason speaks alone.
  const chip = agent.free || agent.presence !== 'available' || first === undefined;
  return (
    <li className="rail-row">
      <div className="rail-top">
        <span className="b-strong">{agent.name}</span>
        {chip ? <StateChip kind="presence" value={agent.presence} /> : null}
        {may(me, 'overridePresence').ok ? (
          <ActionIcon
            variant="subtle"
            size={24}
            className="b-tap"
            aria-label={`Set the presence of ${agent.name}`}
            onClick={() => setSetting(true)}
          >
            <I.IconDots size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        ) : null}
      </div>
      {setting ? (
        <PresenceDialog agentId={agent.agentId} name={agent.name} onClose={() => setSetting(false)} />
      ) : null}
      {agent.call !== null ? (
        <p className="rail-why">
          with {agent.call.leadName} <Clock sinceMs={agent.call.sinceMs} />
        </p>
      ) : first === undefined ? null : (
        <p className="rail-why">
          {chip ? null : <NotFreeIcon reason={first.reason} />}
          <span>{first.words}</span>
          <Why
            of={`${agent.name} is not free`}
            reasons={agent.reasons.map((r) => ({
              text:
                r.freesAtMs === null
                  ? r.words
                  : `${r.words} Free again ${timeWithZone(r.freesAtMs, agent.tz)}.`,
              source:
                r.sinceMs === null ? r.source : `${r.source}, since ${timeWithZone(r.sinceMs, agent.tz)}`,
            }))}
          />
        </p>
      )}
      {endedLicences(agent, nowMs).map((words) => (
        <p key={words} className="rail-why">
          <NotFreeIcon reason="lacks-licence" />
          <span>{words}</span>
        </p>
      ))}
    </li>
  );
}
