/** The rail; under 768 px the bar at the bottom. A number stands there only when a person must act. */
import { Menu, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link, NavLink, useLocation } from 'react-router';
import { useSession } from '../api/session.tsx';
import { useDeskMaybe } from '../desk/desk-provider.tsx';
import { count } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { placesFor } from './may.ts';
import type { places } from './places.ts';

type Place = (typeof places)[number];
/** Of the bar at the bottom of a phone. */
const mostInBar = 5;

export function Nav() {
  const { me } = useSession();
  const desk = useDeskMaybe();
  const missing = desk?.view?.missingResults.length ?? 0;
  const shown = placesFor(me);
  const narrow = useMediaQuery('(max-width: 767px)', window.innerWidth < 768);
  // A thumb finds four places; the others stand behind More.
  const first = narrow && shown.length > mostInBar ? shown.slice(0, mostInBar - 1) : shown;
  return (
    <nav className="nav" aria-label="Main">
      {first.map((p) => (
        <NavLink key={p.to} to={p.to} className="nav-item" title={p.word}>
          <p.icon size={20} stroke={1.75} aria-hidden />
          <span className="nav-word">{p.word}</span>
          {p.to === '/desk' && missing > 0 ? (
            <span className="nav-count" title={`${count(missing, 'result')} missing`}>
              {missing}
              <span className="b-sr"> results missing</span>
            </span>
          ) : null}
        </NavLink>
      ))}
      {first.length === shown.length ? null : <More rest={shown.slice(first.length)} />}
    </nav>
  );
}

function More({ rest }: { rest: readonly Place[] }) {
  const { pathname } = useLocation();
  const here = rest.some((p) => pathname.startsWith(p.to));
  return (
    <Menu position="top-end" width={220}>
      <Menu.Target>
        <UnstyledButton className="nav-item" {...(here ? { 'aria-current': 'page' } : {})}>
          <I.IconDots size={20} stroke={1.75} aria-hidden />
          <span className="nav-word">More</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className="b-raised">
        {rest.map((p) => (
          <Menu.Item
            key={p.to}
            component={Link}
            to={p.to}
            leftSection={<p.icon size={16} stroke={1.75} aria-hidden />}
          >
            {p.word}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
