/** What the settings of a provider outside share (a larger model, speech to text): its state as last proven, its key, a trial's answer. */
import { Button, PasswordInput } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMe } from '../api/session.tsx';
import { dayAndTime, duration } from '../ui/format.ts';
import { Failure, Panel } from '../ui/parts.tsx';

interface Provider {
  model: string;
  url: string;
  keyEnds: string | null;
}

interface Health {
  lastGoodMs: number | null;
  lastBad: { atMs: number; words: string } | null;
  restsUntilMs: number | null;
}

export function ProviderState(props: {
  title: string;
  provider: Provider | null;
  health: Health;
  /** In use where none is set up. */
  none: string;
  /** What becomes of leads while it rests. */
  resting: string;
  /** Its own figures: terms and descriptions. */
  children: ReactNode;
}) {
  const { provider, health } = props;
  const { tz } = useMe();
  const at = (ms: number) => dayAndTime(ms, tz, Date.now());
  return (
    <Panel title={props.title}>
      <dl className="b-facts">
        <dt>In use</dt>
        <dd>{provider === null ? props.none : `${provider.model} at ${provider.url}`}</dd>
        {provider === null ? null : (
          <>
            <dt>Key</dt>
            <dd>{provider.keyEnds === null ? 'None' : `Set, ends ${provider.keyEnds}`}</dd>
            <dt>Worked last</dt>
            <dd>{health.lastGoodMs === null ? 'Not since the start' : at(health.lastGoodMs)}</dd>
          </>
        )}
        {health.lastBad === null ? null : (
          <>
            <dt>Failed last</dt>
            <dd>
              {at(health.lastBad.atMs)}: {health.lastBad.words}
            </dd>
          </>
        )}
        {health.restsUntilMs === null ? null : (
          <>
            <dt>Resting</dt>
            <dd>
              Not asked until {at(health.restsUntilMs)}. {props.resting}
            </dd>
          </>
        )}
        {props.children}
      </dl>
    </Panel>
  );
}

/** Written, and never shown again. */
export function KeyInput(props: {
  label: string;
  keyEnds: string | null | undefined;
  value: string;
  onChange: (key: string) => void;
}) {
  return (
    <PasswordInput
      label={props.label}
      description={
        props.keyEnds ? `Set, ends ${props.keyEnds}. Type to replace it.` : 'Never shown again after saving.'
      }
      autoComplete="off"
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}

type Act<T> = UseMutationResult<T, Error, void>;

/** What came of saving and trying, and the buttons for both. */
export function ProviderActs(props: {
  save: Act<unknown>;
  test: Act<{ ok: boolean; words: string; tookMs: number }>;
  /** Null where there is nothing to remove. */
  remove: Act<unknown> | null;
  words: { save: string; test: string; remove: string };
  canTest: boolean;
}) {
  const { save, test, remove, words } = props;
  return (
    <>
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
          {words.save}
        </Button>
        <Button
          variant="outline"
          disabled={!props.canTest}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {words.test}
        </Button>
        {remove === null ? null : (
          <Button variant="outline" color="stop" loading={remove.isPending} onClick={() => remove.mutate()}>
            {words.remove}
          </Button>
        )}
      </div>
    </>
  );
}
