/** "May I contact +1... at ... by ...?": the gate asked for any moment. Nothing is sent. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { useNowMs } from '../api/live.ts';
import { myZone } from '../ui/clock.tsx';
import { dayAndTime, phone as phoneWords, timeForBoth } from '../ui/format.ts';
import { Failure, Panel, TextLink } from '../ui/parts.tsx';
import { Gates, VerdictChip } from './gates.tsx';
import { type ContactChannel, contactChannels, type MayAnswer } from './types.ts';

export function MayForm() {
  const [typed, setTyped] = useState({ phone: '', when: '', zip: '' });
  const [channel, setChannel] = useState<ContactChannel>('sms');
  const ask = useMutation({
    mutationFn: () => {
      const atMs = typed.when === '' ? undefined : new Date(typed.when).getTime();
      const zip = typed.zip.trim();
      return call('complianceMay', {
        body: {
          phone: typed.phone,
          channel,
          ...(atMs === undefined ? {} : { atMs }),
          ...(zip === '' ? {} : { zip }),
        },
      });
    },
  });
  const set = (name: keyof typeof typed) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setTyped((was) => ({ ...was, [name]: value }));
  };
  return (
    <Panel title="May we contact this number?">
      <form
        className="comp-form"
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <TextInput label="Number" type="tel" required value={typed.phone} onChange={set('phone')} />
        <NativeSelect
          label="How"
          value={channel}
          data={contactChannels}
          onChange={(e) => setChannel(e.currentTarget.value as ContactChannel)}
        />
        <TextInput label="When (your time)" type="datetime-local" value={typed.when} onChange={set('when')} />
        <TextInput
          label="ZIP, if known"
          inputMode="numeric"
          maxLength={10}
          value={typed.zip}
          onChange={set('zip')}
        />
        <Button type="submit" loading={ask.isPending}>
          Ask the gate
        </Button>
      </form>
      {ask.isError ? <Failure error={ask.error} /> : null}
      {ask.data === undefined ? null : <Answer answer={ask.data} />}
    </Panel>
  );
}

function Answer({ answer }: { answer: MayAnswer }) {
  const nowMs = useNowMs(60_000);
  const { permit } = answer;
  const zone = answer.zones[0]?.zone ?? myZone;
  return (
    <div className="comp-answer" aria-live="polite">
      <p className="b-inline">
        <VerdictChip verdict={permit.verdict} />
        <span>
          {answer.lead === null ? (
            `${phoneWords(answer.phone)}, no lead of ours`
          ) : (
            <TextLink to={`/leads/${answer.lead.leadId}`}>{answer.lead.name}</TextLink>
          )}
          , {dayAndTime(answer.atMs, zone, nowMs)}
        </span>
      </p>
      <p>
        {permit.words} {permit.reason === null ? null : <code>{permit.reason}</code>}
        {permit.untilMs === null ? '' : ` · until ${timeForBoth(permit.untilMs, zone, myZone)}`}
      </p>
      <p className="b-meta">
        Rules {permit.rulesVersion} · asked for{' '}
        {answer.zones.map((one) => `${one.place} ${one.localTime} (${one.from})`).join('; ')}
      </p>
      <Gates gates={answer.gates} />
    </div>
  );
}
