/** The first sign-in: the one-time password is replaced before anything else opens. */
import { Button, PasswordInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useSession } from '../api/session.tsx';
import { Baton, Failure } from '../ui/parts.tsx';
import './account.css';

const LEAST = 10;

export default function ChangePasswordPage() {
  const session = useSession();
  const [error, setError] = useState<unknown>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const current = useRef<HTMLInputElement>(null);
  const next = useRef<HTMLInputElement>(null);
  const toggle = { 'aria-label': 'Show or hide the password', tabIndex: 0 };
  return (
    <main className="account">
      <div className="account-card">
        <p className="account-brand">
          <Baton />
          Baton
        </p>
        <h1>Choose your own password</h1>
        <p className="b-dim">The password you signed in with works once, {session.me?.name}.</p>
        <form
          className="account-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            const wanted = next.current?.value ?? '';
            if (wanted.length < LEAST) {
              setProblem(`Needs at least ${LEAST} characters.`);
              next.current?.focus();
              return;
            }
            setProblem(null);
            setBusy(true);
            session
              .changePassword(current.current?.value ?? '', wanted)
              .catch(setError)
              .finally(() => setBusy(false));
          }}
        >
          {error === null ? null : <Failure error={error} />}
          <PasswordInput
            ref={current}
            label="Present password"
            autoComplete="current-password"
            visibilityToggleButtonProps={toggle}
          />
          <PasswordInput
            ref={next}
            label="New password"
            description={`At least ${LEAST} characters`}
            autoComplete="new-password"
            error={problem}
            visibilityToggleButtonProps={toggle}
          />
          <Button type="submit">{busy ? 'Saving…' : 'Save password'}</Button>
        </form>
      </div>
    </main>
  );
}
