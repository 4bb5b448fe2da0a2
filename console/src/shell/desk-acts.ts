/** Every button of the desk as a palette act, with its key, or with why it does nothing now. */
import { useMemo } from 'react';
import { call } from '../api/client.ts';
import type { Desk } from '../desk/desk-provider.tsx';
import type { Act } from './act.ts';

type Now = Extract<NonNullable<Desk['state']>, { is: 'call' }>['call'];

/** Only what needs no choosing: whom to ring is chosen on the desk. */
function passActs(desk: Desk, { transferId, pass }: Now): Act[] {
  if (pass === null || pass.stage === 'joining') return [];
  const id = { params: { id: transferId } };
  const acts: Act[] = [
    {
      id: 'pass-cancel',
      group: 'Desk',
      word: 'Take the lead back',
      key: 'B',
      run: () => void desk.act(() => call('passCancel', id)),
    },
  ];
  if (pass.stage === 'talking')
    acts.push({
      id: 'pass-complete',
      group: 'Desk',
      word: `Hand the lead over to ${pass.name}`,
      key: 'Y',
      run: () => void desk.act(() => call('passComplete', id)),
    });
  return acts;
}

export function useDeskActs(desk: Desk | null): Act[] {
  return useMemo(() => {
    if (desk === null) return [];
    const { state } = desk;
    const group = 'Desk';
    const acts: Act[] = [];
    if (state?.is === 'offer') {
      acts.push({ id: 'accept', group, word: `Accept ${state.offer.lead.name}`, key: '1', run: desk.accept });
      acts.push({ id: 'decline', group, word: 'Decline', key: '2', run: () => desk.decline() });
    }
    if (state?.is === 'call' && state.call.state === 'live') {
      const { call: now } = state;
      const id = { params: { id: now.transferId } };
      acts.push(
        {
          id: 'mute',
          group,
          word: now.muted ? 'Unmute' : 'Mute',
          key: 'M',
          run: () => void desk.act(() => call('mute', { ...id, body: { on: !now.muted } })),
        },
        {
          id: 'hold',
          group,
          word: now.held ? 'Resume' : 'Hold',
          key: 'H',
          run: () => void desk.act(() => call('hold', { ...id, body: { on: !now.held } })),
        },
        {
          id: 'supervisor',
          group,
          word: now.helpSinceMs === null ? 'Ask a supervisor' : 'No supervisor needed',
          key: 'U',
          run: () =>
            void desk.act(() => call('askSupervisor', { ...id, body: { on: now.helpSinceMs === null } })),
        },
        ...passActs(desk, now),
        { id: 'end', group, word: 'End call', key: 'E', run: () => void desk.act(() => call('hangUp', id)) },
      );
    }
    const busy = state?.is === 'offer' || state?.is === 'call' ? 'Not during an offer or a call' : undefined;
    const presence = (word: string, key: string, value: 'available' | 'away' | 'offline'): Act => ({
      id: value,
      group,
      word,
      key,
      ...(busy === undefined ? {} : { refused: busy }),
      run: () => void desk.setPresence(value),
    });
    acts.push(
      presence('Go available', 'P 1', 'available'),
      presence('Go away', 'P 2', 'away'),
      presence('Go offline', 'P 3', 'offline'),
    );
    return acts;
  }, [desk]);
}
