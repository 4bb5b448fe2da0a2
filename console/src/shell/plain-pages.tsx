/** Pages that only say something: not found, not permitted, server not reached. */
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { useSession } from '../api/session.tsx';
import { Failure } from '../ui/parts.tsx';

export function NotFound({ what = 'page' }: { what?: string }) {
  return (
    <div className="s-page">
      <h1>There is no such {what}.</h1>
      <p className="b-dim">The address may be old, or it may belong to somebody else.</p>
      <p>
        <Button component={Link} to="/" variant="outline">
          Go to start
        </Button>
      </p>
    </div>
  );
}

export function Forbidden({ reason }: { reason: string }) {
  const { me } = useSession();
  return (
    <div className="s-page">
      <h1>This page is not yours to open.</h1>
      <p className="b-dim">{reason}</p>
      <p className="b-meta">
        You are signed in as {me?.name}, {me?.role}.
      </p>
      <p>
        <Button component={Link} to="/floor" variant="outline">
          Go to floor
        </Button>
      </p>
    </div>
  );
}

export function Unreachable({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <main className="b-alone">
      <h1>Baton is not answering.</h1>
      <Failure error={error} onRetry={onRetry} />
    </main>
  );
}
