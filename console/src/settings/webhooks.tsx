/** Webhooks: address, events, and a delivery log with resend. The secret is shown once. */
import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { call } from '../api/client.ts';
import { useMe } from '../api/session.tsx';
import type { WebhookDelivery, WebhookView } from '../api/types.ts';
import { Dialog } from '../ui/dialog.tsx';
import { dayAndTime, duration } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { CopyButton, Empty, Failure, Loading } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { type WebhookEvent, webhookEventNames } from './webhook-events.ts';

export function Webhooks() {
  const list = useQuery({ queryKey: ['webhooks'], queryFn: () => call('webhooks') });
  const [adding, setAdding] = useState(false);
  const hooks = list.data?.webhooks ?? [];
  return (
    <>
      <header className="s-head">
        <h1>Webhooks</h1>
        <span className="s-gap" />
        <Button onClick={() => setAdding(true)}>Add webhook</Button>
      </header>
      {list.isPending ? <Loading /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && hooks.length === 0 ? (
        <Empty
          what="No webhooks yet."
          why="Add an address to be told of leads and transfers as they happen."
        />
      ) : null}
      <ul className="rows">
        {hooks.map((h) => (
          <HookRow key={h.webhookId} hook={h} onChanged={() => void list.refetch()} />
        ))}
      </ul>
      {adding ? (
        <AddHook
          onClose={() => {
            setAdding(false);
            void list.refetch();
          }}
        />
      ) : null}
    </>
  );
}

function HookRow({ hook, onChanged }: { hook: WebhookView; onChanged: () => void }) {
  const [open, setOpen] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [rotating, setRotating] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { tz } = useMe();
  const deliveries = useQueryClient();
  const test = (): void => {
    setError(null);
    setOpen(true);
    call('testWebhook', { params: { id: hook.webhookId } }).then(
      () => deliveries.invalidateQueries({ queryKey: ['deliveries', hook.webhookId] }),
      setError,
    );
  };
  return (
    <li className="row row-tall">
      <div className="row-line">
        <div>
          <p className="b-strong hook-url">{hook.url}</p>
          <p className="b-meta">{hook.events.join(', ')}</p>
        </div>
        {hook.failingSinceMs === null ? null : (
          <StateChip
            kind="plain"
            tone="stop"
            icon={I.IconAlertTriangle}
            word={`Failing since ${dayAndTime(hook.failingSinceMs, tz, Date.now())}`}
          />
        )}
        <span className="hook-acts">
          <Button size="xs" variant="outline" aria-expanded={open} onClick={() => setOpen((was) => !was)}>
            Deliveries
          </Button>
          <Button size="xs" variant="outline" aria-label={`Send test: ${hook.url}`} onClick={test}>
            Send test
          </Button>
          <Button
            size="xs"
            variant="outline"
            aria-label={`Rotate secret: ${hook.url}`}
            onClick={() => setRotating(true)}
          >
            Rotate secret
          </Button>
          <Button
            size="xs"
            variant="outline"
            color="stop"
            aria-label={`Remove ${hook.url}`}
            onClick={() => setRemoving(true)}
          >
            Remove
          </Button>
        </span>
      </div>
      {error !== null && !removing ? <Failure error={error} /> : null}
      {open ? <Deliveries webhookId={hook.webhookId} tz={tz} /> : null}
      {rotating ? <Rotate hook={hook} tz={tz} onClose={() => setRotating(false)} /> : null}
      {removing ? (
        <Dialog onClose={() => setRemoving(false)} title="Remove the webhook?">
          <div className="settings-form">
            {error === null ? null : <Failure error={error} />}
            <p>{hook.url} is not told of anything any more.</p>
            <Button
              color="stop"
              variant="outline"
              onClick={() =>
                void call('deleteWebhook', { params: { id: hook.webhookId } }).then(onChanged, setError)
              }
            >
              Remove webhook
            </Button>
          </div>
        </Dialog>
      ) : null}
    </li>
  );
}

/** A new secret, shown once; until tomorrow the old one signs beside it, so that nothing is refused meanwhile. */
function Rotate({ hook, tz, onClose }: { hook: WebhookView; tz: string; onClose: () => void }) {
  const [made, setMade] = useState<{ secret: string; oldSignsUntilMs: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  if (made !== null)
    return (
      <SecretDialog
        secret={made.secret}
        says={`Deliveries are signed with it from now on, and with the old one as well until ${dayAndTime(made.oldSignsUntilMs, tz, Date.now())}.`}
        onClose={onClose}
      />
    );
  return (
    <Dialog onClose={onClose} title="Rotate the signing secret?">
      <div className="settings-form">
        {error === null ? null : <Failure error={error} />}
        <p>
          {hook.url} gets a new secret. The old one signs beside it for a day; put the new one in place
          before.
        </p>
        <Button
          onClick={() =>
            void call('rotateWebhookSecret', { params: { id: hook.webhookId } }).then(setMade, setError)
          }
        >
          Rotate secret
        </Button>
      </div>
    </Dialog>
  );
}

function SecretDialog({ secret, says, onClose }: { secret: string; says: string; onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title="Signing secret" closeOnClickOutside={false}>
      <div className="settings-form">
        <p>{says} This is the only time it is shown.</p>
        <p className="secret">
          <code>{secret}</code>
          <CopyButton text={secret} name="secret" />
        </p>
        <Button onClick={onClose}>I have saved it</Button>
      </div>
    </Dialog>
  );
}

function Deliveries({ webhookId, tz }: { webhookId: string; tz: string }) {
  const list = useQuery({
    queryKey: ['deliveries', webhookId],
    queryFn: () => call('webhookDeliveries', { params: { id: webhookId } }),
    // What is on its way is looked at more often: somebody just pressed Send test.
    refetchInterval: (query) =>
      query.state.data?.deliveries.some((d) => d.status === 'pending' && d.tries < 2) ? 1_000 : 5_000,
  });
  if (list.isPending) return <Loading />;
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  const all = list.data.deliveries;
  if (all.length === 0)
    return <Empty what="No deliveries yet." why="Nothing this webhook is told of has happened." />;
  return (
    <ul className="deliveries" aria-label="Deliveries">
      {all.map((d) => (
        <DeliveryRow key={d.deliveryId} delivery={d} tz={tz} onResent={() => void list.refetch()} />
      ))}
    </ul>
  );
}

function DeliveryRow({
  delivery: d,
  tz,
  onResent,
}: {
  delivery: WebhookDelivery;
  tz: string;
  onResent: () => void;
}) {
  const [error, setError] = useState<unknown>(null);
  const result =
    d.status === 'delivered'
      ? `${d.httpStatus ?? ''} ${d.ms === null ? '' : duration(d.ms)}`
      : `${d.httpStatus ?? 'no answer'}, ${d.tries} ${d.tries === 1 ? 'try' : 'tries'}`;
  return (
    <li>
      <details>
        <summary>
          <span className="b-num">{dayAndTime(d.atMs, tz, Date.now())}</span>
          <span>{d.event}</span>
          <span className={d.status === 'delivered' ? 'b-dim b-num' : 'b-stop b-num'}>
            {d.status === 'delivered' ? 'Delivered' : d.status === 'failed' ? 'Failed' : 'Waiting'} {result}
          </span>
        </summary>
        {d.error === null ? null : <p className="b-meta">{d.error}</p>}
        {d.nextTryAtMs === null ? null : (
          <p className="b-meta">Next try {dayAndTime(d.nextTryAtMs, tz, Date.now())}</p>
        )}
        <pre>{JSON.stringify(d.payload, null, 2)}</pre>
        {error === null ? null : <Failure error={error} />}
        <Button
          size="xs"
          variant="outline"
          onClick={() =>
            void call('resendDelivery', { params: { id: d.deliveryId } }).then(onResent, setError)
          }
        >
          Resend
        </Button>
      </details>
    </li>
  );
}

function AddHook({ onClose }: { onClose: () => void }) {
  const url = useRef<HTMLInputElement>(null);
  const [events, setEvents] = useState<WebhookEvent[]>(['transfer.joined', 'transfer.ended']);
  const [problem, setProblem] = useState<{ url?: string; events?: string }>({});
  const [error, setError] = useState<unknown>(null);
  const [secret, setSecret] = useState<string | null>(null);
  if (secret !== null)
    return <SecretDialog secret={secret} says="Each delivery is signed with it." onClose={onClose} />;
  return (
    <Dialog onClose={onClose} title="Add webhook">
      <form
        className="settings-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const typed = url.current?.value.trim() ?? '';
          const bad = {
            ...(URL.canParse(typed)
              ? {}
              : { url: 'Type a whole address, for example https://crm.example/hooks.' }),
            ...(events.length === 0 ? { events: 'Choose at least one.' } : {}),
          };
          setProblem(bad);
          if (bad.url !== undefined) url.current?.focus();
          else if (bad.events === undefined)
            call('createWebhook', { body: { url: typed, events } }).then(
              (r) => setSecret(r.secret),
              setError,
            );
        }}
      >
        {error === null ? null : <Failure error={error} />}
        <TextInput
          ref={url}
          data-autofocus
          label="Address"
          type="url"
          placeholder="https://crm.example/hooks"
          error={problem.url}
        />
        <Checkbox.Group
          label="Events"
          value={events}
          onChange={(all) => setEvents(webhookEventNames.filter((e) => all.includes(e)))}
          error={problem.events}
        >
          <div className="hook-events">
            {webhookEventNames.map((e) => (
              <Checkbox key={e} value={e} label={e} />
            ))}
          </div>
        </Checkbox.Group>
        <Button type="submit">Add webhook</Button>
      </form>
    </Dialog>
  );
}
