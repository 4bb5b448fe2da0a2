/** Who is signed in, kept for the whole console; opens the sign-in over the page when it expired. */

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { ApiError, call, onSignInExpired } from './client.ts';
import { reconnectLive } from './live.ts';
import { keepPaneToken, leavePane, panePerson, paneToken } from './pane.ts';
import type { DemoInfo, Me } from './types.ts';

export interface Session {
  /** `loading` until the first answer; `none` when nobody is signed in. */
  state: 'loading' | 'none' | 'signed-in' | 'unreachable';
  me: Me | null;
  demo: DemoInfo | null;
  /** Signed in before, but the server no longer knows it. The page stays, the sign-in lies over it. */
  expired: boolean;
  error: ApiError | null;
  signIn(email: string, password: string): Promise<void>;
  signInDemo(person: string): Promise<void>;
  changePassword(current: string, next: string): Promise<void>;
  signOut(): Promise<void>;
  retry(): void;
}

const Context = createContext<Session | null>(null);

/** The session; throws outside its provider. */
export function useSession(): Session {
  const session = useContext(Context);
  if (session === null) throw new Error('useSession outside SessionProvider');
  return session;
}
/** The signed-in person; throws where nobody is (pages behind the sign-in). */
export function useMe(): Me {
  const { me } = useSession();
  if (me === null) throw new Error('useMe without a session');
  return me;
}

async function whoAmI(): Promise<Me | null> {
  if (panePerson !== null && paneToken() === null) return await demoPane(panePerson);
  try {
    return await call('me');
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    if (panePerson === null) return null;
    // A pane's token does not outlive the server; the pane simply signs in again.
    return await demoPane(panePerson);
  }
}

async function demoPane(person: string): Promise<Me> {
  keepPaneToken(null);
  const created = await call('demoSignIn', { body: { person } });
  keepPaneToken(created.token);
  return created.me;
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [expired, setExpired] = useState(false);
  const me = useQuery({ queryKey: ['me'], queryFn: whoAmI, staleTime: Number.POSITIVE_INFINITY, retry: 1 });
  const demo = useQuery({ queryKey: ['demo'], queryFn: () => call('demo'), staleTime: 60_000, retry: 1 });

  useEffect(() => onSignInExpired(() => setExpired(true)), []);

  const took = useCallback(
    (next: Me) => {
      client.setQueryData(['me'], next);
      setExpired(false);
      reconnectLive();
      void client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'me' && q.queryKey[0] !== 'demo' });
    },
    [client],
  );
  const { refetch } = me;
  const value = useMemo<Session>(() => {
    const state = me.isPending
      ? 'loading'
      : me.isError
        ? 'unreachable'
        : me.data === null
          ? 'none'
          : 'signed-in';
    return {
      state,
      me: me.data ?? null,
      demo: demo.data ?? null,
      expired: expired && state === 'signed-in',
      error: me.error instanceof ApiError ? me.error : null,
      async signIn(email, password) {
        took((await call('signIn', { body: { email, password } })).me);
      },
      async signInDemo(person) {
        const created = await call('demoSignIn', { body: { person } });
        keepPaneToken(created.token);
        took(created.me);
      },
      async changePassword(current, next) {
        await call('changePassword', { body: { current, next } });
        took(await call('me'));
      },
      async signOut() {
        await call('signOut').catch(() => undefined);
        leavePane();
        client.setQueryData(['me'], null);
        reconnectLive();
      },
      retry: () => void refetch(),
    };
  }, [me.isPending, me.isError, me.data, me.error, demo.data, expired, took, client, refetch]);
  return <Context value={value}>{children}</Context>;
}
