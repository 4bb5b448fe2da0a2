/** Left: me. My state and why, my sound, my misses. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { DeskView } from '../api/types.ts';
import { Panel } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { Why } from '../ui/why.tsx';
import { useDesk } from './desk-provider.tsx';
import { inputWords } from './mic-meter.tsx';
import { SoundCheck } from './sound-check.tsx';

export function MePanel({ view }: { view: DeskView }) {
  const { phone } = useDesk();
  const [checking, setChecking] = useState(false);
  const { agent } = view;
  const reasons =
    agent.reasons.length > 0
      ? agent.reasons.map((r) => ({ text: r.words, source: r.source }))
      : view.why.map((text) => ({ text, source: 'desk' }));
  return (
    <Panel title="Me" className="desk-me">
      <div className="me">
        <StateChip
          kind="presence"
          value={agent.presence}
          sinceMs={agent.sinceMs}
          size="md"
          why={<Why of={agent.free ? 'you are free' : 'you are not free'} reasons={reasons} />}
        />
        <ul className="me-why">
          {(agent.reasons.length > 0 ? agent.reasons.map((r) => r.words) : view.why).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <ul className="me-sound" aria-label="Sound">
          <li>{micWords(phone.state?.inputError, phone.state?.media)}</li>
          <li>{phone.locked ? 'Ring: locked until you press a key' : 'Ring ok'}</li>
        </ul>
        <Button variant="outline" size="xs" onClick={() => setChecking(true)}>
          Check sound
        </Button>
        <p className="b-meta">
          Misses {agent.misses} of {view.maxMisses}
        </p>
      </div>
      {checking ? <SoundCheck onClose={() => setChecking(false)} /> : null}
    </Panel>
  );
}

function micWords(error: string | undefined, media: string | undefined): string {
  const problem = inputWords(error);
  if (problem !== null) return problem;
  if (media === 'connected') return 'Phone connected';
  if (media === 'lost') return 'Phone lost its connection. Reconnecting…';
  return 'Phone is connecting…';
}
