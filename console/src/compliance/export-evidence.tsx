/** One lead's whole file, as PDF to read and as JSON to check. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../api/session.tsx';
import { may } from '../shell/may.ts';
import { Failure } from '../ui/parts.tsx';
import { download } from './download.ts';

export function ExportEvidence({ leadId }: { leadId: string }) {
  const { me } = useSession();
  const [busy, setBusy] = useState<'pdf' | 'json' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const answer = may(me, 'leadEvidence');
  if (!answer.ok) return null;
  const get = (kind: 'pdf' | 'json') => {
    setBusy(kind);
    setError(null);
    download(`/v1/leads/${encodeURIComponent(leadId)}/evidence.${kind}`, `evidence-${leadId}.${kind}`)
      .catch(setError)
      .finally(() => setBusy(null));
  };
  return (
    <>
      <div className="b-inline">
        <Button size="xs" variant="outline" loading={busy === 'pdf'} onClick={() => get('pdf')}>
          Export evidence
        </Button>
        <Button size="xs" variant="subtle" loading={busy === 'json'} onClick={() => get('json')}>
          as JSON
        </Button>
      </div>
      {error === null ? null : <Failure error={error} />}
    </>
  );
}
