/** The repeated parts of the compliance settings: numbers and their proofs, papers, allowances. */
import { Checkbox, NumberInput } from '@mantine/core';
import type { ComplianceSettings } from '../../../contract/compliance-settings.ts';
import { RowList, WordsInput } from './row-list.tsx';

interface Part {
  value: ComplianceSettings;
  locked: boolean;
  onChange: (value: ComplianceSettings) => void;
}

/** A caller ID as one line of the form. */
interface NumberRow {
  number: string;
  channels: string;
  how: string;
  onDay: string;
  ref: string;
  a2p: string;
  campaign: string;
}
type CallerId = ComplianceSettings['callerIds'][number];
const rowOf = (one: CallerId): NumberRow => ({
  number: one.number,
  channels: one.channels.join('+'),
  how: one.verified?.how ?? '',
  onDay: one.verified?.onDay ?? '',
  ref: one.verified?.ref ?? '',
  a2p: one.a2p,
  campaign: one.campaign,
});
const callerOf = (row: NumberRow, before: CallerId | undefined): CallerId => ({
  number: row.number.trim(),
  channels: row.channels.split('+') as CallerId['channels'],
  verified:
    row.how === '' ? null : { how: row.how as 'bought' | 'code' | 'letter', onDay: row.onDay, ref: row.ref },
  a2p: row.a2p as CallerId['a2p'],
  campaign: row.campaign,
  useCases: before?.useCases ?? [],
});

export function Numbers({ value, locked, onChange }: Part) {
  return (
    <RowList<NumberRow>
      title="Numbers that may be shown"
      disabled={locked}
      rows={value.callerIds.map(rowOf)}
      columns={[
        { key: 'number', label: 'Number' },
        {
          key: 'channels',
          label: 'For',
          choices: [
            { value: 'sms+voice', label: 'texts and calls' },
            { value: 'sms', label: 'texts' },
            { value: 'voice', label: 'calls' },
          ],
        },
        {
          key: 'how',
          label: 'Proof that it is yours',
          choices: [
            { value: '', label: 'none: not used' },
            { value: 'bought', label: 'bought' },
            { value: 'code', label: 'code received' },
            { value: 'letter', label: 'letter' },
          ],
        },
        { key: 'onDay', label: 'Proved on', type: 'date' },
        { key: 'ref', label: 'Proof filed under' },
        {
          key: 'a2p',
          label: 'Carrier registration',
          choices: ['none', 'pending', 'approved', 'rejected'].map((one) => ({ value: one, label: one })),
        },
        { key: 'campaign', label: 'Campaign' },
      ]}
      blank={{ number: '', channels: 'sms+voice', how: '', onDay: '', ref: '', a2p: 'none', campaign: '' }}
      read={(row, key) => row[key]}
      write={(row, key, text) => ({ ...row, [key]: text })}
      onChange={(rows) =>
        onChange({ ...value, callerIds: rows.map((row, i) => callerOf(row, value.callerIds[i])) })
      }
    />
  );
}

interface Paper {
  name: string;
  number: string;
  untilDay: string;
}
const columns = (name: string, number: string) =>
  [
    { key: 'name', label: name },
    { key: 'number', label: number },
    { key: 'untilDay', label: 'Valid until (empty: no end)', type: 'date' },
  ] as const;
const blank: Paper = { name: '', number: '', untilDay: '' };
const write = <T extends object>(row: T, key: keyof T & string, text: string): T => ({ ...row, [key]: text });

export function Papers({ value, locked, onChange }: Part) {
  return (
    <>
      <RowList<Paper>
        title="Telemarketer registrations and bonds"
        disabled={locked}
        rows={value.registrations.map((one) => ({
          name: one.place,
          number: one.number,
          untilDay: one.untilDay ?? '',
        }))}
        columns={columns('Place', 'Registration number')}
        blank={blank}
        read={(row, key) => row[key]}
        write={write}
        onChange={(rows) =>
          onChange({
            ...value,
            registrations: rows.map(({ name, number, untilDay }) => ({
              place: name,
              number,
              untilDay: untilDay || null,
            })),
          })
        }
      />
      <RowList<Paper>
        title="Do-not-call subscriptions"
        disabled={locked}
        rows={value.subscriptions.map((one) => ({
          name: one.list,
          number: one.account,
          untilDay: one.untilDay ?? '',
        }))}
        columns={columns('List (national, US-TX)', 'Account number')}
        blank={blank}
        read={(row, key) => row[key]}
        write={write}
        onChange={(rows) =>
          onChange({
            ...value,
            subscriptions: rows.map(({ name, number, untilDay }) => ({
              list: name,
              account: number,
              untilDay: untilDay || null,
            })),
          })
        }
      />
      <RowList<Paper & { counsel: string }>
        title="Places where counsel approved an AI voice"
        disabled={locked}
        rows={value.aiVoiceApprovals.map((one) => ({
          name: one.place,
          counsel: one.counsel,
          number: one.ref,
          untilDay: one.onDay,
        }))}
        columns={[
          { key: 'name', label: 'Place' },
          { key: 'counsel', label: 'Counsel' },
          { key: 'number', label: 'Opinion filed under' },
          { key: 'untilDay', label: 'Given on', type: 'date' },
        ]}
        blank={{ ...blank, counsel: '' }}
        read={(row, key) => row[key]}
        write={write}
        onChange={(rows) =>
          onChange({
            ...value,
            aiVoiceApprovals: rows.map(({ name, counsel, number, untilDay }) => ({
              place: name,
              counsel,
              ref: number,
              onDay: untilDay,
            })),
          })
        }
      />
    </>
  );
}

const NOTHING = { segmentsPerMinute: 60, segmentsPerDay: 2_000, callsPerMinute: 10 };

export function Allowances({ value, locked, onChange }: Part) {
  const limits = value.throughput;
  const limit = (key: keyof typeof NOTHING, label: string) => (
    <NumberInput
      label={label}
      disabled={locked || limits === null}
      min={1}
      hideControls
      value={limits?.[key] ?? ''}
      onChange={(n) => onChange({ ...value, throughput: { ...(limits ?? NOTHING), [key]: Number(n) || 1 } })}
    />
  );
  return (
    <fieldset className="comp-rows">
      <legend>What the carrier takes, and what texts may link to</legend>
      <Checkbox
        label="The carrier’s allowance is known (without it the gate denies)"
        disabled={locked}
        checked={limits !== null}
        onChange={(e) => onChange({ ...value, throughput: e.currentTarget.checked ? NOTHING : null })}
      />
      <Checkbox
        label="The hosted form sends a code to the number first (needs a carrier that delivers texts)"
        disabled={locked}
        checked={value.verifyNumbers}
        onChange={(e) => onChange({ ...value, verifyNumbers: e.currentTarget.checked })}
      />
      <div className="comp-form">
        {limit('segmentsPerMinute', 'Segments a minute')}
        {limit('segmentsPerDay', 'Segments a day')}
        {limit('callsPerMinute', 'Calls a minute')}
        <WordsInput
          label="Own domains, with commas"
          disabled={locked}
          words={value.linkDomains}
          onChange={(linkDomains) => onChange({ ...value, linkDomains })}
        />
      </div>
    </fieldset>
  );
}
