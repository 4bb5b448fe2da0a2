/** One agent: free now or why not, and what is configured. What is typed is kept until it is saved or discarded. */
import { Button, Fieldset, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useParams } from 'react-router';
import { ApiError, call } from '../api/client.ts';
import { useTopic } from '../api/live.ts';
import { useMe } from '../api/session.tsx';
import type { AgentRecord } from '../api/types.ts';
import { may } from '../shell/may.ts';
import { Forbidden, NotFound } from '../shell/plain-pages.tsx';
import { useDraft } from '../ui/draft.ts';
import { timeWithZone } from '../ui/format.ts';
import { useKeys } from '../ui/keys.ts';
import { Failure, Key, Loading, Panel } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { PresenceDialog } from './presence-dialog.tsx';
import { dayNames, dayTexts, licencesOf, licenceText, shiftsOf, wordsOf } from './text-forms.ts';
import './agents.css';

export default function AgentPage() {
  const me = useMe();
  const { id = '' } = useParams();
  const allowed = may(me, 'agentRecords');
  const list = useQuery({
    queryKey: ['agentRecords'],
    queryFn: () => call('agentRecords'),
    enabled: allowed.ok,
  });
  if (!allowed.ok) return <Forbidden reason={allowed.reason} />;
  if (list.isPending) return <Loading />;
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  const agent = list.data.agents.find((one) => one.agentId === id);
  if (agent === undefined) return <NotFound />;
  return (
    <div className="s-page">
      <header className="s-head">
        <h1>{agent.name}</h1>
      </header>
      <Now agent={agent} />
      <Form key={JSON.stringify(agent)} agent={agent} />
    </div>
  );
}

/** "Free now?": the full list of reasons, each with its source. */
function Now({ agent }: { agent: AgentRecord }) {
  const now = useTopic('floor')?.agents.find((one) => one.agentId === agent.agentId);
  const [setting, setSetting] = useState(false);
  if (now === undefined) return null;
  return (
    <Panel
      title={now.free ? 'Free now' : 'Not free now'}
      aside={
        <Button variant="outline" size="xs" onClick={() => setSetting(true)}>
          Set presence
        </Button>
      }
    >
      <StateChip kind="presence" value={now.presence} />
      <ul>
        {now.reasons.map((one) => (
          <li key={one.reason} className="b-meta">
            {one.words} ({one.source}
            {one.freesAtMs === null ? '' : `, until ${timeWithZone(one.freesAtMs, now.tz)}`})
          </li>
        ))}
      </ul>
      {setting ? (
        <PresenceDialog agentId={agent.agentId} name={agent.name} onClose={() => setSetting(false)} />
      ) : null}
    </Panel>
  );
}

interface Typed {
  tz: string;
  skills: string;
  languages: string;
  licences: string;
  days: string[];
  phone: string;
  browser: boolean;
}
const typedOf = (agent: AgentRecord): Typed => ({
  tz: agent.tz,
  skills: agent.skills.join(', '),
  languages: agent.languages.join(', '),
  licences: licenceText(agent.licences),
  days: dayTexts(agent.shifts),
  phone: agent.target.kind === 'phone' ? agent.target.words : '',
  browser: agent.target.kind === 'browser',
});

type Problems = Partial<Record<'tz' | 'skills' | 'languages' | 'licences' | 'shifts' | 'phone', string>>;

/** Where the server found a problem, as the field of this form. */
function problemsOf(error: unknown): Problems {
  if (!(error instanceof ApiError)) return {};
  const found: Problems = {};
  for (const [at, words] of Object.entries(error.fields)) {
    const field = at.startsWith('target') ? 'phone' : at.split('.')[0];
    if (
      field === 'tz' ||
      field === 'skills' ||
      field === 'languages' ||
      field === 'licences' ||
      field === 'shifts' ||
      field === 'phone'
    )
      found[field] ??= words;
  }
  return found;
}

function Form({ agent }: { agent: AgentRecord }) {
  const me = useMe();
  const whole = me.role === 'admin';
  const fresh = JSON.stringify(typedOf(agent));
  const [draft, setDraft, clearDraft] = useDraft(`agent.${agent.agentId}`, fresh);
  const typed = JSON.parse(draft || fresh) as Typed;
  const unsaved = draft !== '' && draft !== fresh;
  const [problems, setProblems] = useState<Problems>({});
  const [error, setError] = useState<unknown>(null);
  const [saved, setSaved] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const queries = useQueryClient();
  const change = (part: Partial<Typed>): void => {
    setSaved(false);
    setDraft(JSON.stringify({ ...typed, ...part }));
  };
  const fail = (found: Problems): void => {
    setProblems(found);
    const first = Object.keys(found)[0];
    if (first !== undefined) form.current?.querySelector<HTMLElement>(`[data-field="${first}"]`)?.focus();
  };
  const save = (): void => {
    setError(null);
    setSaved(false);
    const shifts = shiftsOf(typed.days);
    const licences = licencesOf(typed.licences);
    const found: Problems = {
      ...(shifts.ok ? {} : { shifts: shifts.problem }),
      ...(licences.ok ? {} : { licences: licences.problem }),
    };
    fail(found);
    if (!shifts.ok || !licences.ok) return;
    const target = typed.browser
      ? ({ kind: 'browser' } as const)
      : ({ kind: 'phone', e164: typed.phone } as const);
    const moved = typed.browser !== (agent.target.kind === 'browser') || typed.phone !== typedOf(agent).phone;
    call('editAgent', {
      params: { id: agent.agentId },
      body: {
        skills: wordsOf(typed.skills),
        shifts: shifts.value,
        ...(whole
          ? {
              tz: typed.tz.trim(),
              languages: wordsOf(typed.languages),
              licences: licences.value,
              ...(moved ? { target } : {}),
            }
          : {}),
      },
    }).then(
      () => {
        clearDraft();
        setSaved(true);
        void queries.invalidateQueries({ queryKey: ['agentRecords'] });
      },
      (caught: unknown) => {
        setError(caught);
        fail(problemsOf(caught));
      },
    );
  };
  useKeys({ 'mod+s': save }, ['mod+s']);
  const other = agent.target.kind === 'registered' || agent.target.kind === 'sip';
  return (
    <form
      ref={form}
      className="agent-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {error === null ? null : <Failure error={error} />}
      <TextInput
        label="Skills"
        description="Words with commas between; a playbook says which it needs."
        data-field="skills"
        value={typed.skills}
        error={problems.skills}
        onChange={(e) => change({ skills: e.currentTarget.value })}
      />
      <Fieldset legend={`Shifts, in ${typed.tz}`} variant="unstyled">
        <p className="b-meta">Such as 9-13, 14-17. Empty is off; all empty is always on shift.</p>
        <div className="agent-days">
          {dayNames.map((name, at) => (
            <TextInput
              key={name}
              label={name}
              value={typed.days[at] ?? ''}
              {...(problems.shifts === undefined || !problems.shifts.startsWith(name)
                ? {}
                : { error: problems.shifts, 'data-field': 'shifts' })}
              onChange={(e) =>
                change({ days: typed.days.map((text, i) => (i === at ? e.currentTarget.value : text)) })
              }
            />
          ))}
        </div>
      </Fieldset>
      <Textarea
        label="Licences"
        description="One a line: TX, or TX 2027-05-31 for its last day. An ended one takes the state away at once."
        data-field="licences"
        autosize
        minRows={2}
        maxRows={8}
        disabled={!whole}
        value={typed.licences}
        error={problems.licences}
        onChange={(e) => change({ licences: e.currentTarget.value })}
      />
      <TextInput
        label="Languages"
        description="Two letters each, such as en, es."
        data-field="languages"
        disabled={!whole}
        value={typed.languages}
        error={problems.languages}
        onChange={(e) => change({ languages: e.currentTarget.value })}
      />
      <TextInput
        label="Time zone"
        data-field="tz"
        disabled={!whole}
        value={typed.tz}
        error={problems.tz}
        onChange={(e) => change({ tz: e.currentTarget.value })}
      />
      {other && !typed.browser && typed.phone === '' ? (
        <p className="b-meta">Rung on {agent.target.words}. Remove that phone to change it.</p>
      ) : (
        <>
          <NativeSelect
            label="Rung on"
            disabled={!whole}
            value={typed.browser ? 'browser' : 'phone'}
            data={[
              { value: 'browser', label: 'The browser desk' },
              { value: 'phone', label: 'A phone number' },
            ]}
            onChange={(e) => change({ browser: e.currentTarget.value === 'browser' })}
          />
          {typed.browser ? null : (
            <TextInput
              label="Phone number"
              type="tel"
              data-field="phone"
              disabled={!whole}
              value={typed.phone}
              error={problems.phone}
              onChange={(e) => change({ phone: e.currentTarget.value })}
            />
          )}
        </>
      )}
      {whole ? null : <p className="b-meta">Licences, languages, zone and phone need the admin role.</p>}
      <div className="agent-buttons">
        <Button type="submit" aria-keyshortcuts="Control+S" rightSection={<Key>Ctrl S</Key>}>
          Save
        </Button>
        {unsaved ? (
          <>
            <Button
              variant="outline"
              onClick={() => {
                clearDraft();
                setDraft(fresh);
                setProblems({});
              }}
            >
              Discard
            </Button>
            <span className="b-meta">Not saved yet; kept on this page.</span>
          </>
        ) : null}
        <span role="status">{saved ? 'Saved.' : ''}</span>
      </div>
    </form>
  );
}
