/** The rail; under 768 px the bar at the bottom. A number stands there only when a person must act. */
import { NavLink } from 'react-router';
import { useSession } from '../api/session.tsx';
import { useDeskMaybe } from '../desk/desk-provider.tsx';
import { count } from '../ui/format.ts';
import { may } from './may.ts';
import { places } from './places.ts';

export function Nav() {
  const { me } = useSession();
  const desk = useDeskMaybe();
  const missing = desk?.view?.missingResults.length ?? 0;
  const shown = places.filter(
    (p) =>
      (p.to !== '/desk' || may(me, 'desk').ok) && (p.to !== '/compliance' || may(me, 'complianceRules').ok),
  );
  return (
    <nav className="nav" aria-label="Main">
      {shown.map((p) => (
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
    </nav>
  );
}
