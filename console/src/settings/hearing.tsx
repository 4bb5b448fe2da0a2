/** Speech to text for calls: where it is, its state as last proven, a sentence to try it; a key is written and never shown again. */
import { TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type ResponseOf } from '../api/client.ts';
import { count } from '../ui/format.ts';
import { Failure, Loading, Panel } from '../ui/parts.tsx';
import { KeyInput, ProviderActs, ProviderState } from './provider-parts.tsx';

type View = ResponseOf<'hearing'>;

export function Hearing() {
  const view = useQuery({ queryKey: ['hearing'], queryFn: () => call('hearing') });
  return (
    <>
      <h2>Hearing</h2>
      <p className="b-dim b-measure">
        Optional. What a lead says to an agent is turned into words, so that “take me off your list” counts
        the moment it is said. The lead is told before; all other words are forgotten at once, and no sound is
        kept. It counts from the next transfer on.
      </p>
      {view.isPending ? <Loading onRetry={() => void view.refetch()} /> : null}
      {view.isError ? <Failure error={view.error} onRetry={() => void view.refetch()} /> : null}
      {view.data === undefined ? null : (
        <>
          <State view={view.data} />
          {view.data.source === 'environment' ? (
            <p className="b-dim">It is set by the environment (BATON_HEARING); unset that to set it here.</p>
          ) : (
            <Form view={view.data} onSaved={() => void view.refetch()} />
          )}
        </>
      )}
    </>
  );
}

function State({ view }: { view: View }) {
  const { hearing, dropped } = view;
  const lost = Object.values(dropped).reduce((sum, n) => sum + n, 0);
  return (
    <ProviderState
      title="State of hearing"
      provider={hearing}
      health={view}
      none="None: key 9 and the desk take opt-outs."
      resting="What is said meanwhile is not understood."
    >
      <dt>Since the start</dt>
      <dd className="b-num">
        {count(view.understood, 'utterance')} understood, {count(view.optOuts, 'opt-out')}; {lost} not
        understood
        {lost === 0
          ? ''
          : ` (${dropped['queue-full']} too much at once, ${dropped.failed} failed, ${dropped.resting} while resting, ${dropped.off} after it was removed)`}
      </dd>
    </ProviderState>
  );
}

function Form({ view, onSaved }: { view: View; onSaved: () => void }) {
  const [url, setUrl] = useState(view.hearing?.url ?? '');
  const [model, setModel] = useState(view.hearing?.model ?? '');
  const [key, setKey] = useState('');
  const body = { url: url.trim(), model: model.trim(), ...(key === '' ? {} : { key }) };
  const test = useMutation({ mutationFn: () => call('testHearing', { body }) });
  const save = useMutation({
    mutationFn: () => call('saveHearing', { body }),
    onSuccess: () => {
      setKey('');
      onSaved();
    },
  });
  const remove = useMutation({ mutationFn: () => call('removeHearing'), onSuccess: onSaved });
  return (
    <Panel title="Set up hearing">
      <form
        className="asst-model-form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput
          label="Address of the transcriptions"
          description="Without the last part, /audio/transcriptions: OpenAI's own, whisper.cpp, faster-whisper, vLLM."
          placeholder="http://127.0.0.1:8081/v1"
          required
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <TextInput
          label="Model for speech"
          placeholder="whisper-1"
          required
          value={model}
          onChange={(event) => setModel(event.currentTarget.value)}
        />
        <KeyInput label="Key for speech" keyEnds={view.hearing?.keyEnds} value={key} onChange={setKey} />
        <ProviderActs
          save={save}
          test={test}
          remove={view.hearing === null ? null : remove}
          words={{ save: 'Save hearing', test: 'Try a sentence', remove: 'Remove hearing' }}
          canTest={body.model !== '' && body.url !== ''}
        />
      </form>
    </Panel>
  );
}
