/** CSV import: choose, look at what each row would do, then do it. Nothing is texted before the second press. */
import { Button, FileInput, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { call } from '../api/client.ts';
import type { ImportPreview, ImportResult } from '../api/types.ts';
import { Dialog } from '../ui/dialog.tsx';
import { count } from '../ui/format.ts';
import { Failure } from '../ui/parts.tsx';

const LARGEST_BYTES = 20_000_000;

export function ImportDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const playbooks = useQuery({ queryKey: ['playbooks'], queryFn: () => call('playbooks') });
  const [csv, setCsv] = useState('');
  const [playbook, setPlaybook] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [result, setResult] = useState<ImportResult | null>(null);
  const [busy, setBusy] = useState(false);
  const act = useRef(crypto.randomUUID());
  const chosen = playbook || (playbooks.data?.playbooks[0]?.id ?? '');

  const read = async (file: File | null): Promise<void> => {
    setPreview(null);
    setError(null);
    setCsv('');
    if (file === null) return;
    if (file.size > LARGEST_BYTES) {
      setProblem('The file is larger than 20 MB. Split it.');
      return;
    }
    setProblem(null);
    setCsv(await file.text());
  };
  const look = async (): Promise<void> => {
    if (csv === '') {
      setProblem('Choose a CSV file first.');
      return;
    }
    setBusy(true);
    setError(null);
    try {
      setPreview(await call('importPreview', { body: { csv, playbook: chosen } }));
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  const run = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      setResult(await call('importLeads', { body: { csv, playbook: chosen }, idempotencyKey: act.current }));
      onDone();
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog onClose={onClose} title="Import leads from CSV" size="lg">
      <div className="import">
        {error === null ? null : <Failure error={error} />}
        {result !== null ? (
          <>
            <p role="status">
              {count(result.ok, 'lead')} imported, {result.joined} joined leads that were here already,{' '}
              {result.noConsent} kept without a text for lack of consent.
            </p>
            <Errors preview={result} />
            <Button onClick={onClose}>Done</Button>
          </>
        ) : (
          <>
            <FileInput
              label="CSV file"
              description="First row: column names. Needs phone and name."
              accept=".csv,text/csv"
              placeholder="Choose a file"
              error={problem}
              onChange={(file) => void read(file)}
            />
            <NativeSelect
              label="Playbook"
              value={chosen}
              data={(playbooks.data?.playbooks ?? []).map((p) => ({ value: p.id, label: p.name }))}
              onChange={(e) => {
                setPlaybook(e.currentTarget.value);
                setPreview(null);
              }}
            />
            {preview === null ? (
              <Button onClick={() => void look()}>{busy ? 'Looking…' : 'Show what it would do'}</Button>
            ) : (
              <>
                <Summary preview={preview} />
                <Errors preview={preview} />
                <Button disabled={preview.rows === 0} onClick={() => (busy ? undefined : void run())}>
                  {busy
                    ? 'Importing…'
                    : `Import ${count(preview.ok + preview.joined + preview.noConsent, 'row')}`}
                </Button>
              </>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

function Summary({ preview }: { preview: ImportPreview }) {
  const rows: [string, number][] = [
    ['Rows', preview.rows],
    ['New leads, will be texted when permitted', preview.ok],
    ['Join a lead that is here already', preview.joined],
    ['Kept without a text: no consent', preview.noConsent],
    ['Refused', preview.errors.length],
  ];
  return (
    <dl className="import-sum" aria-label="What it would do">
      {rows.map(([word, n]) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd className="b-num">{n}</dd>
        </div>
      ))}
    </dl>
  );
}

function Errors({ preview }: { preview: ImportPreview }) {
  if (preview.errors.length === 0) return null;
  return (
    <div className="import-errors" role="region" aria-label="Refused rows" tabIndex={0}>
      <table className="b-table">
        <thead>
          <tr>
            <th className="b-right">Row</th>
            <th>Column</th>
            <th>Why</th>
          </tr>
        </thead>
        <tbody>
          {preview.errors.slice(0, 200).map((e) => (
            <tr key={`${e.row}|${e.column}|${e.code}`}>
              <td className="b-right b-num">{e.row}</td>
              <td>{e.column ?? '–'}</td>
              <td>
                {e.message} <code className="b-meta">{e.code}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {preview.errors.length > 200 ? (
        <p className="b-meta">The first 200 of {preview.errors.length} are shown.</p>
      ) : null}
    </div>
  );
}
