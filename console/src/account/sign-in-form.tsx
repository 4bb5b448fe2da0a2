import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { panePerson } from '../api/pane.ts';
import { useSession } from '../api/session.tsx';
import { Failure } from '../ui/parts.tsx';
import './account.css';

/** E-mail and password; in a demo pane one button that signs the same person in again. */
export function SignInForm({ email = '', onDone }: { email?: string; onDone?: () => void }) {
  const session = useSession();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);

  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await work();
      onDone?.();
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  const person = panePerson;
  if (person !== null)
    return (
      <div className="account-form">
        {error === null ? null : <Failure error={error} />}
        <Button onClick={() => void run(() => session.signInDemo(person))}>
          {busy ? 'Signing in…' : 'Sign in again'}
        </Button>
      </div>
    );
  return (
    <form
      className="account-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const mail = emailField.current?.value.trim() ?? '';
        const password = passwordField.current?.value ?? '';
        const bad = {
          ...(mail === '' ? { email: 'Type the e-mail your admin gave you.' } : {}),
          ...(password === '' ? { password: 'Type your password.' } : {}),
        };
        setMissing(bad);
        if (mail === '') emailField.current?.focus();
        else if (password === '') passwordField.current?.focus();
        else if (!busy) void run(() => session.signIn(mail, password));
      }}
    >
      {error === null ? null : <Failure error={error} />}
      <TextInput
        ref={emailField}
        label="E-mail"
        type="email"
        autoComplete="username"
        defaultValue={email}
        error={missing.email}
      />
      <PasswordInput
        ref={passwordField}
        label="Password"
        autoComplete="current-password"
        error={missing.password}
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password', tabIndex: 0 }}
      />
      <Button type="submit">{busy ? 'Signing in…' : 'Sign in'}</Button>
    </form>
  );
}
