/** Erasing a person: suppressed first, the opt-out stays as a hash, what the law wants kept is sealed. For admins. */
import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { call } from '../api/client.ts';
import { useSession } from '../api/session.tsx';
import { may } from '../shell/may.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/parts.tsx';

export function EraseLead({ leadId }: { leadId: string }) {
  const { me } = useSession();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const [reference, setReference] = useState('');
  const erase = useMutation({
    mutationFn: () => call('eraseLead', { params: { id: leadId }, body: { reference } }),
    onSuccess: () => void navigate('/leads'),
  });
  if (!may(me, 'eraseLead').ok) return null;
  return (
    <>
      <Button size="xs" variant="subtle" color="stop" onClick={() => setAsking(true)}>
        Erase…
      </Button>
      {asking ? (
        <Dialog title="Erase this person?" onClose={() => setAsking(false)}>
          <form
            className="import"
            onSubmit={(event) => {
              event.preventDefault();
              erase.mutate();
            }}
          >
            <p>
              Profile, messages, recordings and conversations are deleted now and do not come back. Their
              opt-out stays as a keyed hash, so that nobody contacts the number again; what the law wants kept
              is sealed until its term ends.
            </p>
            <TextInput
              data-autofocus
              label="Request, as you file it"
              required
              minLength={2}
              maxLength={100}
              value={reference}
              onChange={(e) => setReference(e.currentTarget.value)}
            />
            {erase.isError ? <Failure error={erase.error} /> : null}
            <Button type="submit" color="stop" variant="outline" loading={erase.isPending}>
              Erase for good
            </Button>
          </form>
        </Dialog>
      ) : null}
    </>
  );
}
