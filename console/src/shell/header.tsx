/** One line, 48 px: place, link, search, presence, own call. */
import { ActionIcon, Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { Link, useLocation, useNavigate } from 'react-router';
import { presenceWords } from '../../../contract/words.ts';
import { useLink } from '../api/live.ts';
import { useSession } from '../api/session.tsx';
import { useDeskMaybe } from '../desk/desk-provider.tsx';
import { Clock } from '../ui/clock.tsx';
import * as I from '../ui/icons.ts';
import { Baton, Key } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { LinkWords } from './link-words.tsx';
import { besides, places } from './places.ts';

export function Header({ onPalette, onKeys }: { onPalette: () => void; onKeys: () => void }) {
  const { pathname } = useLocation();
  const place = [...places, ...besides].find((p) => pathname.startsWith(p.to))?.word ?? 'Baton';
  return (
    <header className="header">
      <Link to="/" className="header-brand b-tapline" aria-label="Baton, start">
        <Baton />
        <span className="header-name">Baton</span>
      </Link>
      <span className="header-place">{place}</span>
      <LinkChip />
      <span className="header-gap" />
      <UnstyledButton className="header-search" onClick={onPalette} aria-keyshortcuts="Control+K">
        <I.IconSearch size={16} stroke={1.75} aria-hidden />
        <span className="header-search-word">Search or act</span>
        <Key>Ctrl K</Key>
      </UnstyledButton>
      <OwnCall />
      <Presence />
      <Person onKeys={onKeys} />
    </header>
  );
}

function LinkChip() {
  const link = useLink();
  if (link.state === 'reconnecting')
    return (
      <span className="header-link">
        <StateChip kind="plain" tone="ring" icon={I.IconRefresh} word="Reconnecting" />
        <span className="header-link-words b-meta">
          <LinkWords />
        </span>
      </span>
    );
  if (link.state === 'offline')
    return <StateChip kind="plain" tone="stop" icon={I.IconWifiOff} word="Offline" />;
  return null;
}

/** "On a call 3:07", pressed from anywhere. */
function OwnCall() {
  const desk = useDeskMaybe();
  const state = desk?.state ?? null;
  if (state?.is !== 'call' || state.call.state !== 'live' || state.call.liveSinceMs === null) return null;
  return (
    <Link to="/desk" className="header-call b-tapline">
      <I.IconPhoneCall size={16} stroke={1.75} aria-hidden />
      <span className="header-call-word">On a call</span>
      <Clock sinceMs={state.call.liveSinceMs} />
    </Link>
  );
}

const settable = [
  { value: 'available', key: '1', icon: I.IconCircleCheckFilled },
  { value: 'away', key: '2', icon: I.IconCoffee },
  { value: 'offline', key: '3', icon: I.IconPower },
] as const;

function Presence() {
  const desk = useDeskMaybe();
  const presence = desk?.view?.agent.presence;
  if (desk === null || presence === undefined) return null;
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton className="header-presence" aria-label={`Presence: ${presenceWords[presence]}`}>
          <StateChip kind="presence" value={presence} size="md" />
          <I.IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className="b-raised">
        {settable.map((p) => (
          <Menu.Item
            key={p.value}
            leftSection={<p.icon size={16} stroke={1.75} aria-hidden />}
            rightSection={<Key>{`P ${p.key}`}</Key>}
            onClick={() => void desk.setPresence(p.value)}
          >
            {presenceWords[p.value]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Person({ onKeys }: { onKeys: () => void }) {
  const { me, signOut } = useSession();
  const navigate = useNavigate();
  if (me === null) return null;
  const initials = me.name
    .split(' ')
    .map((part) => part[0] ?? '')
    .join('')
    .slice(0, 2);
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Tooltip label={`${me.name}, ${me.role}`}>
          <ActionIcon
            variant="light"
            size={32}
            radius={16}
            aria-label={`${me.name}, ${me.role}`}
            className="header-person"
          >
            <span className="header-initials" data-initials={initials} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown className="b-raised">
        <Menu.Label>
          {me.name}, {me.role}
        </Menu.Label>
        <Menu.Item
          leftSection={<I.IconSettings size={16} stroke={1.75} />}
          onClick={() => navigate('/settings')}
        >
          Settings
        </Menu.Item>
        <Menu.Item
          leftSection={<I.IconKeyboard size={16} stroke={1.75} />}
          rightSection={<Key>?</Key>}
          onClick={onKeys}
        >
          Keys
        </Menu.Item>
        <Menu.Item
          leftSection={<I.IconPower size={16} stroke={1.75} />}
          onClick={() => void signOut().then(() => navigate('/sign-in'))}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
