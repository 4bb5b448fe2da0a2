/** Settings: You for everybody; API keys and webhooks for admins. */
import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { NavLink, Route, Routes } from 'react-router';
import { useMe } from '../api/session.tsx';
import { may } from '../shell/may.ts';
import { Forbidden, NotFound } from '../shell/plain-pages.tsx';
import { myZone } from '../ui/clock.tsx';
import { Panel } from '../ui/parts.tsx';
import { ApiKeys } from './api-keys.tsx';
import { Webhooks } from './webhooks.tsx';
import './settings.css';

const pages = [
  { to: '/settings', word: 'You', end: true },
  { to: '/settings/api-keys', word: 'API keys', end: false },
  { to: '/settings/webhooks', word: 'Webhooks', end: false },
] as const;

export default function SettingsPage() {
  const me = useMe();
  const admin = may(me, 'apiKeys');
  const shown = admin.ok ? pages : pages.slice(0, 1);
  return (
    <div className="s-page settings">
      <nav className="settings-nav" aria-label="Settings">
        {shown.map((p) => (
          <NavLink key={p.to} to={p.to} end={p.end} className="leads-view settings-item">
            {p.word}
          </NavLink>
        ))}
      </nav>
      <div className="settings-body">
        <Routes>
          <Route index element={<You />} />
          <Route path="api-keys" element={admin.ok ? <ApiKeys /> : <Forbidden reason={admin.reason} />} />
          <Route path="webhooks" element={admin.ok ? <Webhooks /> : <Forbidden reason={admin.reason} />} />
          <Route path="*" element={<NotFound />} />
        </Routes>
      </div>
    </div>
  );
}

function You() {
  const me = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <h1>You</h1>
      <Panel title="Account">
        <dl className="b-facts">
          <dt>Name</dt>
          <dd>{me.name}</dd>
          <dt>E-mail</dt>
          <dd>{me.email}</dd>
          <dt>Role</dt>
          <dd>{me.role}</dd>
          <dt>Your time zone</dt>
          <dd>{me.tz}</dd>
          {me.tz === myZone ? null : (
            <>
              <dt>This browser's zone</dt>
              <dd>{myZone}. “Your time” follows the browser.</dd>
            </>
          )}
        </dl>
      </Panel>
      <Panel title="Theme">
        <SegmentedControl
          aria-label="Theme"
          value={colorScheme}
          onChange={(v) => setColorScheme(v === 'light' || v === 'dark' ? v : 'auto')}
          data={[
            { value: 'auto', label: 'Auto' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
        />
      </Panel>
    </>
  );
}
