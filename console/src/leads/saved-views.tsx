/** Saved views of the leads page: one's own and the shared ones; the view itself is the address. */
import { ActionIcon, Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { call } from '../api/client.ts';
import * as I from '../ui/icons.ts';
import { Failure } from '../ui/parts.tsx';
import { KeepDialog } from './replies.tsx';

/** What of an address is the view: never a dialog that happens to be open. */
export function viewQuery(params: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of ['view', 'q']) {
    const value = params.get(name);
    if (value !== null && value !== '') kept.set(name, value);
  }
  return kept.toString();
}

export function SavedViews({ params }: { params: URLSearchParams }) {
  const queries = useQueryClient();
  const [keeping, setKeeping] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const found = useQuery({
    queryKey: ['saved', 'view'],
    queryFn: () => call('saved', { query: { kind: 'view' } }),
  });
  const now = viewQuery(params);
  const views = found.data?.saved ?? [];
  const remove = (id: string): void =>
    void call('unkeep', { params: { id } }).then(
      () => queries.invalidateQueries({ queryKey: ['saved', 'view'] }),
      setError,
    );
  const known = views.some((view) => view.body === now);
  if (views.length === 0 && now === '') return null;
  return (
    <div className="saved-views">
      {error === null ? null : <Failure error={error} />}
      {views.length === 0 ? null : (
        <nav className="leads-views saved-views-list" aria-label="Saved views">
          {views.map((view) => (
            <span key={view.savedId} className="saved-view">
              <Link
                to={{ search: view.body }}
                className="leads-view"
                aria-current={view.body === now ? 'true' : undefined}
                title={view.shared ? `Shared by ${view.by}` : 'Only yours'}
              >
                {view.name}
              </Link>
              {view.mayRemove ? (
                <ActionIcon
                  variant="subtle"
                  size={24}
                  className="b-tap"
                  aria-label={`Remove the view ${view.name}`}
                  onClick={() => remove(view.savedId)}
                >
                  <I.IconX size={14} stroke={1.75} aria-hidden />
                </ActionIcon>
              ) : null}
            </span>
          ))}
        </nav>
      )}
      {now === '' || known ? null : (
        <Button size="xs" variant="outline" onClick={() => setKeeping(true)}>
          Save view
        </Button>
      )}
      {keeping ? (
        <KeepDialog
          kind="view"
          body={now}
          title="Save this view"
          says="Filter and search are kept; the leads in it are always those of now."
          onClose={() => setKeeping(false)}
        />
      ) : null}
    </div>
  );
}
