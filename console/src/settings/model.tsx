/** The larger model: which one, its state as last proven, what it cost; a key is written and never shown again. */
import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type ResponseOf } from '../api/client.ts';
import type { ModelKind } from '../assistant/types.ts';
import { count } from '../ui/format.ts';
import { Failure, Loading, Panel } from '../ui/parts.tsx';
import { Hearing } from './hearing.tsx';
import { KeyInput, ProviderActs, ProviderState } from './provider-parts.tsx';
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
  const { spent } = view;
  return (
    <ProviderState
      title="State"
      provider={view.model}
      health={view}
      none="None: the embedded reader answers."
      resting="Leads are answered at once meanwhile."
    >
      <dt>Last 30 days</dt>
      <dd className="b-num">
        {count(spent.turns, 'question')}, {spent.answered} answered in time,{' '}
        {(spent.inputTokens + spent.outputTokens).toLocaleString('en-US')} tokens
        {spent.costUsd === null ? ', no prices set' : `, $${spent.costUsd.toFixed(2)}`}
      </dd>
    </ProviderState>
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
        <KeyInput label="Key" keyEnds={view.model?.keyEnds} value={key} onChange={setKey} />
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
        <ProviderActs
          save={save}
          test={test}
          remove={view.model === null ? null : remove}
          words={{ save: 'Save model', test: 'Test now', remove: 'Remove' }}
          canTest={model !== ''}
        />
      </form>
    </Panel>
  );
}
