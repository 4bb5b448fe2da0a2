/** While a supervisor is on a call and looks at another page: whom they hear, and Stop. */
import { Button } from '@mantine/core';
import { Link, useLocation } from 'react-router';
import { useTopic } from '../api/live.ts';
import { firstName } from '../ui/format.ts';
import { type FloorPhone, useFloorPhone } from './floor-phone.tsx';
import { hows, waitSays } from './monitor-words.ts';

export function MonitorBar() {
  const phone = useFloorPhone();
  const { pathname } = useLocation();
  if (phone === null || phone.on === null || pathname.startsWith('/floor')) return null;
  return <Bar phone={phone} on={phone.on} />;
}

function Bar({ phone, on }: { phone: FloorPhone; on: NonNullable<FloorPhone['on']> }) {
  const floor = useTopic('floor');
  const call = floor?.calls.find((one) => one.transferId === on.transferId);
  const says = hows.find((one) => one.how === on.how);
  return (
    <aside className="bar" aria-label="Listening in">
      <Link to="/floor" className="bar-who b-tapline">
        <span className="b-strong">
          {call === undefined ? 'A call' : `${call.agentName ?? 'An agent'} and ${call.leadName}`}
        </span>
        <span className="b-meta">
          {call?.monitor?.waitsFor
            ? waitSays(
                call.monitor.waitsFor,
                firstName(call.agentName ?? 'the agent'),
                firstName(call.leadName),
              )
            : on.live && call !== undefined && says !== undefined
              ? says.says(firstName(call.agentName ?? 'the agent'), firstName(call.leadName))
              : 'Connecting…'}
        </span>
      </Link>
      <span className="controls-gap" />
      <Button variant="outline" onClick={phone.stop}>
        Stop
      </Button>
    </aside>
  );
}
