/** The two pages of the assistant's tools, beside each other. */
import { NavLink } from 'react-router';

export function AssistantTabs() {
  return (
    <nav className="asst-tabs" aria-label="Assistant">
      <NavLink to="/playground" className="leads-view">
        Playground
      </NavLink>
      <NavLink to="/calibration" className="leads-view">
        Calibration
      </NavLink>
    </nav>
  );
}
