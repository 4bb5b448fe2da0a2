/** One lead by hand. Without consent it is kept and nothing is sent; the answer says what happens next. */
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiError, call, type ResponseOf } from '../api/client.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/parts.tsx';

export function NewLeadDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const playbooks = useQuery({ queryKey: ['playbooks'], queryFn: () => call('playbooks') });
  const [agreed, setAgreed] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [bad, setBad] = useState<Record<string, string>>({});
  const [done, setDone] = useState<ResponseOf<'createLead'> | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const act = useRef(crypto.randomUUID());

  const save = async (data: FormData): Promise<void> => {
    const text = (name: string): string => String(data.get(name) ?? '').trim();
    const missing: Record<string, string> = {
      ...(text('name') === '' ? { name: 'Type a name.' } : {}),
      ...(text('phone') === ''
        ? { phone: 'Phone number needs a country code, for example +1 512 555 0142.' }
        : {}),
      ...(agreed && text('consent').length < 20
        ? { consent: 'Type the words the person agreed to, at least 20 characters.' }
        : {}),
    };
    setBad(missing);
    const first = Object.keys(missing)[0];
    if (first !== undefined) {
      form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      return;
    }
    setBusy(true);
    setError(null);
    try {
      const created = await call('createLead', {
        idempotencyKey: act.current,
        body: {
          name: text('name'),
          phone: text('phone'),
          playbook: text('playbook'),
          source: 'console',
          ...(agreed
            ? {
                consent: {
                  channels: ['sms', 'voice'],
                  textShown: text('consent'),
                  atMs: Date.now(),
                  source: text('where') || 'told a colleague',
                },
              }
            : {}),
        },
      });
      setDone(created);
      void client.invalidateQueries({ queryKey: ['leads'] });
    } catch (caught) {
      setError(caught);
      if (caught instanceof ApiError) setBad(caught.fields);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog onClose={onClose} title="Add lead">
      {done !== null ? (
        <div className="import">
          <p role="status">
            {done.joinedExisting ? 'This number was here already; what is new was added. ' : ''}
            {done.next.words}
          </p>
          <Button onClick={() => navigate(`/leads/${done.leadId}`)}>Open lead</Button>
        </div>
      ) : (
        <form
          ref={form}
          className="import"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy) void save(new FormData(event.currentTarget));
          }}
        >
          {error === null ? null : <Failure error={error} />}
          <TextInput name="name" label="Name" error={bad.name} maxLength={120} data-autofocus />
          <TextInput name="phone" label="Phone" type="tel" error={bad.phone} maxLength={40} />
          <NativeSelect
            name="playbook"
            label="Playbook"
            data={(playbooks.data?.playbooks ?? []).map((p) => ({ value: p.id, label: p.name }))}
          />
          <Checkbox
            label="The person agreed to be texted and called"
            description="Without this the lead is kept and nothing is sent."
            checked={agreed}
            onChange={(e) => setAgreed(e.currentTarget.checked)}
          />
          {agreed ? (
            <>
              <Textarea
                name="consent"
                label="The words they agreed to"
                error={bad.consent}
                rows={3}
                maxLength={4_000}
              />
              <TextInput
                name="where"
                label="Where that is on record"
                placeholder="Quote form, 3 Nov"
                maxLength={200}
              />
            </>
          ) : null}
          <Button type="submit">{busy ? 'Adding…' : 'Add lead'}</Button>
        </form>
      )}
    </Dialog>
  );
}
