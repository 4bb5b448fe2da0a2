/** A call in progress on the floor: who talks, who listens, and Listen, Whisper, Barge. */
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import type { MonitorHow } from '../../../contract/words.ts';
import { useSession } from '../api/session.tsx';
import type { FloorView } from '../api/types.ts';
import { may } from '../shell/may.ts';
import { Clock } from '../ui/clock.tsx';
import { firstName } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { Failure, TextLink } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { Card, where } from './cards.tsx';
import { useFloorPhone } from './floor-phone.tsx';
import { firstSays, hows, monitorSays, waitSays } from './monitor-words.ts';

type Call = FloorView['calls'][number];

/** Why the three buttons are refused here, if they are. */
function refusedWhy(call: Call, me: { personId: string; agentId: string | null }): string | null {
  if (call.monitor !== null && call.monitor.personId !== me.personId)
    return `${call.monitor.by} is on this call already. One supervisor hears a call at a time.`;
  if (me.agentId !== null && call.agentId === me.agentId) return 'This is your own call.';
  return null;
}

/** Who hears whom is said before the microphone opens: the press only asks, the second one does it. */
export function CallCard({ transfer }: { transfer: Call }) {
  const navigate = useNavigate();
  const { me } = useSession();
  const phone = useFloorPhone();
  const [asked, setAsked] = useState<MonitorHow | null>(null);
  const id = transfer.transferId;
  const mine =
    transfer.monitor !== null && transfer.monitor.personId === me?.personId ? transfer.monitor : null;
  const on = phone?.on?.transferId === id ? phone.on : null;
  // The server has this person on the call, and this page does not know of it: it was reloaded.
  const lost = mine !== null && phone !== null && phone.on === null && phone.fault === null ? mine.how : null;
  useEffect(() => {
    if (lost !== null) phone?.resume(id, lost);
  }, [lost, id, phone]);

  const allowed = may(me, 'monitor');
  const refused = !allowed.ok ? allowed.reason : me === null ? null : refusedWhy(transfer, me);
  const agent = firstName(transfer.agentName ?? 'the agent');
  const lead = firstName(transfer.leadName);
  const ask = (how: MonitorHow): void => {
    if (refused !== null || on?.how === how) return;
    phone?.prepare();
    setAsked(how);
  };
  const go = (how: MonitorHow): void => {
    setAsked(null);
    phone?.start(id, how);
  };
  const stop = (): void => {
    setAsked(null);
    phone?.stop();
  };
  const open = (): void => void navigate(`/transfers/${id}`);
  const error = phone?.fault?.transferId === id ? phone.fault.error : null;
  const keys = {
    l: () => ask('listen'),
    w: () => ask('whisper'),
    b: () => ask('barge'),
    s: stop,
    o: open,
    enter: open,
  };
  return (
    <Card name={`${transfer.leadName}, on a call with ${transfer.agentName ?? 'an agent'}`} keys={keys}>
      <div className="card-top">
        <TextLink to={`/leads/${transfer.leadId}`}>{transfer.leadName}</TextLink>
        {transfer.joinedAtMs === null ? null : <Clock sinceMs={transfer.joinedAtMs} className="card-clock" />}
      </div>
      <p className="card-line">{transfer.agentName}</p>
      <p className="b-meta">{where(transfer.lead)}</p>
      {transfer.helpSinceMs === null ? null : (
        <StateChip
          kind="plain"
          tone="ring"
          icon={I.IconUserPlus}
          word={`${agent} asks for a supervisor`}
          sinceMs={transfer.helpSinceMs}
        />
      )}
      {transfer.monitor === null || mine !== null || !transfer.monitor.on ? null : (
        <StateChip
          kind="plain"
          tone="pass"
          icon={I.IconEar}
          word={monitorSays[transfer.monitor.how](transfer.monitor.by)}
        />
      )}
      {error === null ? null : <Failure error={error} />}
      {on === null ? null : (
        <p className="card-says" role="status">
          {mine?.waitsFor
            ? waitSays(mine.waitsFor, agent, lead)
            : on.live && mine?.on === true && mine.how === on.how
              ? sayOf(on.how, agent, lead)
              : 'Connecting…'}
        </p>
      )}
      {asked === null ? null : (
        <Confirm
          how={asked}
          agent={agent}
          lead={lead}
          // Who is on the call has been announced; another way of being there is not announced again.
          first={mine === null ? firstSays(transfer.listening, agent, lead) : null}
          go={go}
          back={() => setAsked(null)}
        />
      )}
      {asked !== null ? null : (
        <div className="card-acts">
          {hows.map((h) => (
            <Button
              key={h.how}
              size="compact-sm"
              variant={on?.how === h.how ? 'filled' : 'outline'}
              {...(on === null ? {} : { 'aria-pressed': on.how === h.how })}
              aria-disabled={refused !== null || undefined}
              data-disabled={refused !== null || undefined}
              title={refused ?? h.says(agent, lead)}
              aria-label={`${h.word}: ${transfer.agentName ?? ''} and ${transfer.leadName}`}
              aria-keyshortcuts={h.key.toUpperCase()}
              onClick={() => ask(h.how)}
            >
              {h.word}
            </Button>
          ))}
          {on === null ? null : (
            <Button size="compact-sm" variant="outline" aria-keyshortcuts="S" onClick={stop}>
              Stop
            </Button>
          )}
        </div>
      )}
    </Card>
  );
}

const sayOf = (how: MonitorHow, agent: string, lead: string): string =>
  hows.find((one) => one.how === how)?.says(agent, lead) ?? '';

function Confirm(props: {
  how: MonitorHow;
  agent: string;
  lead: string;
  first: string | null;
  go: (how: MonitorHow) => void;
  back: () => void;
}) {
  const chosen = hows.find((one) => one.how === props.how);
  if (chosen === undefined) return null;
  return (
    <div className="card-acts" role="group" aria-label={chosen.word}>
      <span className="card-says">{chosen.says(props.agent, props.lead)}</span>
      {props.first === null ? null : <span className="card-says">{props.first}</span>}
      <Button size="compact-sm" autoFocus onClick={() => props.go(chosen.how)}>
        {chosen.word}
      </Button>
      <Button size="compact-sm" variant="outline" onClick={props.back}>
        Back
      </Button>
    </div>
  );
}
