/** Sign in; with demo data on, also as one of its people. */
import { Button } from '@mantine/core';
import { Link, Navigate, useLocation, useNavigate } from 'react-router';
import { useSession } from '../api/session.tsx';
import type { DemoInfo } from '../api/types.ts';
import { Baton, TextLink } from '../ui/parts.tsx';
import { SignInForm } from './sign-in-form.tsx';
import './account.css';

export default function SignInPage({ demo: given }: { demo?: DemoInfo }) {
  const session = useSession();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const demo = given ?? session.demo;
  if (session.state === 'signed-in' && pathname === '/sign-in') return <Navigate to="/" replace />;
  const after = (): void => {
    if (pathname === '/sign-in') navigate('/', { replace: true });
  };
  return (
    <main className="account">
      <div className="account-card">
        <p className="account-brand">
          <Baton />
          Baton
        </p>
        <h1>Sign in</h1>
        <SignInForm onDone={after} />
        {demo?.demo === true ? (
          <div className="account-demo">
            <p className="b-dim">
              Demo data is on. <TextLink to="/try">Try it</TextLink> without a sign-in, or open a page as:
            </p>
            <div className="account-people">
              {demo.agents.map((a) => (
                <Button
                  key={a.person}
                  component={Link}
                  reloadDocument
                  to={`/desk?demo=${encodeURIComponent(a.person)}`}
                  variant="outline"
                  size="xs"
                >
                  {a.name}
                </Button>
              ))}
              {demo.supervisor === null ? null : (
                <Button
                  component={Link}
                  reloadDocument
                  to={`/floor?demo=${encodeURIComponent(demo.supervisor)}`}
                  variant="outline"
                  size="xs"
                >
                  Supervisor
                </Button>
              )}
            </div>
          </div>
        ) : null}
      </div>
    </main>
  );
}
