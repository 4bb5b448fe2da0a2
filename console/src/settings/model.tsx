/** The larger model: which one, its state as last proven, what it cost; a key is written and never shown again. */
import { Button, NativeSelect, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type ResponseOf } from '../api/client.ts';
import { useMe } from '../api/session.tsx';
import type { ModelKind } from '../assistant/types.ts';
import { count, dayAndTime, duration } from '../ui/format.ts';
import { Failure, Loading, Panel } from '../ui/parts.tsx';
import { Hearing } from './hearing.tsx';
import '../assistant/assistant.css';

type View = ResponseOf<'model'>;

export function Model() {
  const view = useQuery({ queryKey: ['model'], queryFn: () => call('model') });
  return (
    <>
      <h1>Model</h1>
      <p className="b-dim b-measure">
        Optional. A larger model may read a lead's text and propose a reply. Baton decides, checks every word,
        waits 2.5 s at most and then answers by itself. Card, account and social security numbers are masked
        before anything is sent.
      </p>
      {view.isPending ? <Loading onRetry={() => void view.refetch()} /> : null}
      {view.isError ? <Failure error={view.error} onRetry={() => void view.refetch()} /> : null}
      {view.data === undefined ? null : (
        <>
          <State view={view.data} />
          {view.data.source === 'environment' ? (
            <p className="b-dim">It is set by the environment (BATON_MODEL); unset that to set it here.</p>
          ) : (
            <Form view={view.data} onSaved={() => void view.refetch()} />
          )}
        </>
      )}
      <Hearing />
    </>
  );
}

function State({ view }: { view: View }) {
  const { tz } = useMe();
  const at = (ms: number) => dayAndTime(ms, tz, Date.now());
  const { spent } = view;
  return (
    <Panel title="State">
      <dl className="b-facts">
        <dt>In use</dt>
        <dd>
          {view.model === null
            ? 'None: the embedded reader answers.'
            : `${view.model.model} at ${view.model.url}`}
        </dd>
        {view.model === null ? null : (
          <>
            <dt>Key</dt>
            <dd>{view.model.keyEnds === null ? 'None' : `Set, ends ${view.model.keyEnds}`}</dd>
            <dt>Worked last</dt>
            <dd>{view.lastGoodMs === null ? 'Not since the start' : at(view.lastGoodMs)}</dd>
          </>
        )}
        {view.lastBad === null ? null : (
          <>
            <dt>Failed last</dt>
            <dd>
              {at(view.lastBad.atMs)}: {view.lastBad.words}
            </dd>
          </>
        )}
        {view.restsUntilMs === null ? null : (
          <>
            <dt>Resting</dt>
            <dd>Not asked until {at(view.restsUntilMs)}. Leads are answered at once meanwhile.</dd>
          </>
        )}
        <dt>Last 30 days</dt>
        <dd className="b-num">
          {count(spent.turns, 'question')}, {spent.answered} answered in time,{' '}
          {(spent.inputTokens + spent.outputTokens).toLocaleString('en-US')} tokens
          {spent.costUsd === null ? ', no prices set' : `, $${spent.costUsd.toFixed(2)}`}
        </dd>
      </dl>
    </Panel>
  );
}

function Form({ view, onSaved }: { view: View; onSaved: () => void }) {
  const [kind, setKind] = useState<ModelKind>(view.model?.kind ?? 'openai');
  const [url, setUrl] = useState(view.model?.url ?? '');
  const [model, setModel] = useState(view.model?.model ?? '');
  const [key, setKey] = useState('');
  const [priceIn, setPriceIn] = useState<number | ''>(view.model?.usdPerMillionIn ?? '');
  const [priceOut, setPriceOut] = useState<number | ''>(view.model?.usdPerMillionOut ?? '');
  const body = {
    kind,
    model,
    ...(url.trim() === '' ? {} : { url: url.trim() }),
    ...(key === '' ? {} : { key }),
    usdPerMillionIn: priceIn === '' ? null : priceIn,
    usdPerMillionOut: priceOut === '' ? null : priceOut,
  };
  const test = useMutation({ mutationFn: () => call('testModel', { body }) });
  const save = useMutation({
    mutationFn: () => call('saveModel', { body }),
    onSuccess: () => {
      setKey('');
      onSaved();
    },
  });
  const remove = useMutation({ mutationFn: () => call('removeModel'), onSuccess: onSaved });
  const number = (value: string | number): number | '' => (typeof value === 'number' ? value : '');
  return (
    <Panel title="Set up">
      <form
        className="asst-model-form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <NativeSelect
          label="Speaks like"
          value={kind}
          data={[
            { value: 'openai', label: 'OpenAI chat completions (also llama.cpp, Ollama, vLLM)' },
            { value: 'anthropic', label: 'Anthropic messages' },
          ]}
          onChange={(event) => setKind(event.currentTarget.value as ModelKind)}
        />
        <TextInput
          label="Address"
          description="Without the last part. Empty: the provider's own."
          placeholder={kind === 'openai' ? 'https://api.openai.com/v1' : 'https://api.anthropic.com/v1'}
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <TextInput
          label="Model"
          required
          value={model}
          onChange={(event) => setModel(event.currentTarget.value)}
        />
        <PasswordInput
          label="Key"
          description={
            view.model?.keyEnds
              ? `Set, ends ${view.model.keyEnds}. Type to replace it.`
              : 'Never shown again after saving.'
          }
          autoComplete="off"
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <NumberInput
          label="US dollars for a million tokens sent"
          min={0}
          hideControls
          value={priceIn}
          onChange={(value) => setPriceIn(number(value))}
        />
        <NumberInput
          label="US dollars for a million tokens written"
          min={0}
          hideControls
          value={priceOut}
          onChange={(value) => setPriceOut(number(value))}
        />
        {save.isError ? <Failure error={save.error} /> : null}
        {test.isError ? <Failure error={test.error} /> : null}
        {test.data === undefined ? null : (
          <p role="status" className={test.data.ok ? 'b-go' : 'b-stop'}>
            {test.data.words}
            {test.data.ok ? ` ${duration(test.data.tookMs)}.` : ''}
          </p>
        )}
        <div className="hook-acts">
          <Button type="submit" loading={save.isPending}>
            Save model
          </Button>
          <Button
            variant="outline"
            disabled={model === ''}
            loading={test.isPending}
            onClick={() => test.mutate()}
          >
            Test now
          </Button>
          {view.model === null ? null : (
            <Button variant="outline" color="stop" loading={remove.isPending} onClick={() => remove.mutate()}>
              Remove
            </Button>
          )}
        </div>
      </form>
    </Panel>
  );
}
