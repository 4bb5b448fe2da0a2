/** Opt-outs and reassigned-number answers as files: in, with an error for each bad row, and out in the same form. */
import { Button, FileInput, NativeSelect } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { FileReport } from '../../../contract/compliance-files.ts';
import { useMe } from '../api/session.tsx';
import { may } from '../shell/may.ts';
import { Failure, Panel } from '../ui/parts.tsx';
import { download, upload } from './download.ts';

const kinds = [
  { value: 'opt-outs', label: 'Opt-outs: number, channels, purpose, received on, reason' },
  { value: 'checks', label: 'Reassigned numbers: number, yes/no/no-data, database day, query' },
] as const;
type Kind = (typeof kinds)[number]['value'];

export function FilesPanel({ onDone }: { onDone: () => void }) {
  const me = useMe();
  const [kind, setKind] = useState<Kind>('opt-outs');
  const [file, setFile] = useState<File | null>(null);
  const send = useMutation({
    mutationFn: (picked: File) =>
      upload<z.infer<typeof FileReport>>(
        kind === 'opt-outs'
          ? '/v1/compliance/suppressions/import'
          : `/v1/compliance/number-checks?checkedAtMs=${Date.now()}`,
        picked,
      ),
    onSuccess: onDone,
  });
  const save = useMutation({
    mutationFn: () => download('/v1/compliance/suppressions/export', 'opt-outs.csv'),
  });
  if (!may(me, 'importSuppressions').ok) return null;
  return (
    <Panel
      title="Files"
      aside={
        <Button size="xs" variant="outline" loading={save.isPending} onClick={() => save.mutate()}>
          Export opt-outs
        </Button>
      }
    >
      {save.isError ? <Failure error={save.error} /> : null}
      <form
        className="comp-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (file !== null) send.mutate(file);
        }}
      >
        <NativeSelect
          label="What the file holds"
          value={kind}
          data={[...kinds]}
          onChange={(e) => setKind(e.currentTarget.value as Kind)}
        />
        <FileInput label="CSV file" required accept=".csv,.txt" value={file} onChange={setFile} />
        <Button type="submit" variant="outline" loading={send.isPending}>
          Import file
        </Button>
        {send.isError ? <Failure error={send.error} /> : null}
        {send.data === undefined ? null : <Report report={send.data} />}
      </form>
    </Panel>
  );
}

function Report({ report }: { report: z.infer<typeof FileReport> }) {
  return (
    <div className="comp-wide" role="status">
      <p>
        {report.taken.toLocaleString('en-US')} new, {report.known.toLocaleString('en-US')} on file already,{' '}
        {report.rejected.toLocaleString('en-US')} not taken.
      </p>
      <ul className="comp-lists">
        {report.errors.slice(0, 50).map((one) => (
          <li key={one.line}>
            Line {one.line}: {one.problem}
          </li>
        ))}
      </ul>
    </div>
  );
}
