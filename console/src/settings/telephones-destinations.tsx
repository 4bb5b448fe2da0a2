/** Where telephone calls may go: one's own country, and others that an admin names. */
import { Button, MultiSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type ResponseOf } from '../api/client.ts';
import { Failure, Loading, Panel } from '../ui/parts.tsx';
import { SettingsForm } from './settings-form.tsx';

type View = ResponseOf<'callDestinations'>;

const names = new Intl.DisplayNames(['en'], { type: 'region' });
const nameOf = (code: string): string => names.of(code) ?? code;

export function Destinations() {
  const found = useQuery({ queryKey: ['callDestinations'], queryFn: () => call('callDestinations') });
  return (
    <Panel title="Where calls may go">
      {found.isPending ? <Loading /> : null}
      {found.isError ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.isSuccess ? <Form view={found.data} /> : null}
    </Panel>
  );
}

function Form({ view }: { view: View }) {
  const [countries, setCountries] = useState(view.countries);
  const [error, setError] = useState<unknown>(null);
  const [saved, setSaved] = useState(false);
  const queries = useQueryClient();
  const save = (): void => {
    setError(null);
    setSaved(false);
    call('editCallDestinations', { body: { countries } }).then((next) => {
      queries.setQueryData(['callDestinations'], next);
      setCountries(next.countries);
      setSaved(true);
    }, setError);
  };
  const others = view.all
    .filter((code) => code !== view.home)
    .map((code) => ({ value: code, label: nameOf(code) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  return (
    <SettingsForm error={error} onSave={save}>
      <p>
        Calls go to numbers of {nameOf(view.home)}, where the company has its number. Numbers that charge
        whoever calls them, and satellite numbers, are never called.
      </p>
      <MultiSelect
        label="Other countries"
        description="Whoever learns a password here could otherwise have far countries called at your cost."
        placeholder={countries.length === 0 ? 'None' : ''}
        data={others}
        value={countries}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Clear other countries' }}
        onChange={(next) => {
          setSaved(false);
          setCountries(next);
        }}
      />
      <Button type="submit">Save countries</Button>
      <p role="status">{saved ? 'Saved. In force from the next call on.' : ''}</p>
    </SettingsForm>
  );
}
