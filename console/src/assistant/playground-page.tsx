/** The playground: type as a lead and see what the assistant reads and decides; or replay a lead against a changed playbook. */
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { call } from '../api/client.ts';
import { useMe } from '../api/session.tsx';
import { may } from '../shell/may.ts';
import { Forbidden } from '../shell/plain-pages.tsx';
import { Failure, Loading, Panel } from '../ui/parts.tsx';
import { ReplayPanel } from './replay.tsx';
import { AssistantTabs } from './tabs.tsx';
import { Texts, TurnCard } from './turn.tsx';
import './assistant.css';

export default function PlaygroundPage() {
  const me = useMe();
  const answer = may(me, 'play');
  if (!answer.ok) return <Forbidden reason={answer.reason} />;
  return <Playground />;
}

function Playground() {
  const [params, setParams] = useSearchParams();
  const list = useQuery({ queryKey: ['playbooks'], queryFn: () => call('playbooks') });
  const playbooks = list.data?.playbooks ?? [];
  const playbook = params.get('playbook') ?? playbooks[0]?.id ?? '';
  const [draft, setDraft] = useState<{ of: string; source: string } | null>(null);
  const changed = draft?.of === playbook ? draft.source : undefined;
  const source = useQuery({
    queryKey: ['playbook-source', playbook],
    queryFn: () => call('playbookSource', { params: { id: playbook } }),
    enabled: playbook !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
  const saved = source.data?.source;
  const differs = changed !== undefined && changed !== saved;
  return (
    <div className="s-page">
      <header className="s-head">
        <h1>Playground</h1>
        <span className="s-gap" />
        <AssistantTabs />
      </header>
      <p className="b-dim b-measure">
        Nothing here is sent and nobody is called. The same texts give the same play.
      </p>
      {list.isPending ? <Loading onRetry={() => void list.refetch()} /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {playbook === '' ? null : (
        <div className="asst-grid">
          <Play key={playbook} playbook={playbook} source={differs ? changed : undefined}>
            <NativeSelect
              label="Playbook"
              value={playbook}
              data={playbooks.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(event) => setParams({ playbook: event.currentTarget.value })}
            />
          </Play>
          <div className="asst-side">
            <Panel
              title="Playbook as text"
              aside={
                differs ? (
                  <Button size="xs" variant="outline" onClick={() => setDraft(null)}>
                    Back to saved
                  </Button>
                ) : undefined
              }
            >
              <p className="b-meta" role="status">
                {differs
                  ? 'Changed here, not saved. Both panels use the change.'
                  : 'As saved. Change it to try the change.'}
              </p>
              {source.isError ? <Failure error={source.error} onRetry={() => void source.refetch()} /> : null}
              <Textarea
                className="asst-source"
                aria-label="Playbook as text"
                rows={16}
                value={changed ?? saved ?? ''}
                onChange={(event) => setDraft({ of: playbook, source: event.currentTarget.value })}
                spellCheck={false}
              />
            </Panel>
            <ReplayPanel
              key={playbook}
              playbook={playbook}
              source={changed ?? saved}
              wanted={params.get('lead')}
            />
          </div>
        </div>
      )}
    </div>
  );
}

function Play({
  playbook,
  source,
  children,
}: {
  playbook: string;
  source: string | undefined;
  children: React.ReactNode;
}) {
  const [texts, setTexts] = useState<string[]>([]);
  const [free, setFree] = useState(true);
  const [permitted, setPermitted] = useState(true);
  const field = useRef<HTMLInputElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const body = {
    playbook,
    texts,
    freeNow: free ? 1 : 0,
    mayCallNow: permitted,
    ...(source === undefined ? {} : { source }),
  };
  const played = useQuery({
    queryKey: ['play', body],
    queryFn: ({ signal }) => call('play', { body, signal }),
    placeholderData: (before) => before,
    retry: false,
  });
  const shown = played.data?.turns.length ?? 0;
  useEffect(() => {
    if (shown > 0) end.current?.scrollIntoView({ block: 'nearest' });
  }, [shown]);
  return (
    <Panel title="Type as a lead" className="asst-play">
      <div className="asst-settings">
        {children}
        <Checkbox
          label="An agent is free"
          checked={free}
          onChange={(e) => setFree(e.currentTarget.checked)}
        />
        <Checkbox
          label="Calls are permitted now"
          checked={permitted}
          onChange={(e) => setPermitted(e.currentTarget.checked)}
        />
      </div>
      {played.isError ? <Failure error={played.error} onRetry={() => void played.refetch()} /> : null}
      <div aria-live="polite" aria-busy={played.isFetching}>
        <Texts texts={played.data?.opening ?? []} />
        <ol className="asst-turns">
          {(played.data?.turns ?? []).map((turn, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place in the script
            <TurnCard key={i} turn={turn} />
          ))}
        </ol>
        <div ref={end} />
      </div>
      <form
        className="asst-say"
        onSubmit={(event) => {
          event.preventDefault();
          const text = field.current?.value.trim() ?? '';
          if (text === '' || texts.length >= 40) return;
          setTexts((was) => [...was, text]);
          if (field.current) field.current.value = '';
        }}
      >
        <TextInput
          ref={field}
          className="asst-text"
          aria-label="The lead writes"
          placeholder="The lead writes"
          maxLength={1600}
          autoComplete="off"
        />
        <Button type="submit">Send as lead</Button>
        <Button
          variant="outline"
          disabled={texts.length === 0}
          onClick={() => setTexts((was) => was.slice(0, -1))}
        >
          Take back
        </Button>
        <Button variant="outline" disabled={texts.length === 0} onClick={() => setTexts([])}>
          Start over
        </Button>
      </form>
    </Panel>
  );
}
