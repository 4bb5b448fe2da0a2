/** A supervisor sets somebody's presence: with a reason, which is kept. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { presenceWords } from '../../../contract/words.ts';
import { call } from '../api/client.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/parts.tsx';
import '../settings/settings.css';

const settable = ['away', 'offline', 'available'] as const;

export function PresenceDialog(props: { agentId: string; name: string; onClose: () => void }) {
  const [error, setError] = useState<unknown>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const presence = useRef<HTMLSelectElement>(null);
  const reason = useRef<HTMLInputElement>(null);
  return (
    <Dialog onClose={props.onClose} title={`Set the presence of ${props.name}`}>
      <form
        className="settings-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const typed = reason.current?.value.trim() ?? '';
          if (typed === '') {
            setProblem('Say why; it is kept.');
            reason.current?.focus();
            return;
          }
          const chosen = settable.find((one) => one === presence.current?.value) ?? 'away';
          call('overridePresence', {
            params: { id: props.agentId },
            body: { presence: chosen, reason: typed },
          }).then(props.onClose, setError);
        }}
      >
        {error === null ? null : <Failure error={error} />}
        <p>A call or an offer goes on. Available rings only where a desk or phone is there.</p>
        <NativeSelect
          ref={presence}
          data-autofocus
          label="Presence"
          data={settable.map((value) => ({ value, label: presenceWords[value] }))}
        />
        <TextInput ref={reason} label="Reason" maxLength={200} error={problem} />
        <Button type="submit">Set presence</Button>
      </form>
    </Dialog>
  );
}
