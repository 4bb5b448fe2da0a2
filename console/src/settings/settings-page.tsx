/** Settings: You for everybody; API keys and webhooks for admins. */
import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { NavLink, Route, Routes, useLocation } from 'react-router';
import { useMe } from '../api/session.tsx';
import { may } from '../shell/may.ts';
import { Forbidden, NotFound } from '../shell/plain-pages.tsx';
import { myZone } from '../ui/clock.tsx';
import { Panel } from '../ui/parts.tsx';
import { ApiKeys } from './api-keys.tsx';
import { Changes } from './changes.tsx';
import { Departments } from './departments.tsx';
import { Limits } from './limits.tsx';
import { Model } from './model.tsx';
import { PassingOn } from './passing-on.tsx';
import { People } from './people.tsx';
import { Recording } from './recording.tsx';
import { Telephones } from './telephones.tsx';
import { Webhooks } from './webhooks.tsx';
import './settings.css';

const pages = [
  { to: '/settings', word: 'You', end: true },
  { to: '/settings/people', word: 'People', end: false },
  { to: '/settings/telephones', word: 'Telephones', end: false },
  { to: '/settings/limits', word: 'Limits', end: false },
  { to: '/settings/model', word: 'Model', end: false },
  { to: '/settings/api-keys', word: 'API keys', end: false },
  { to: '/settings/webhooks', word: 'Webhooks', end: false },
  { to: '/settings/recording', word: 'Recording', end: false },
  { to: '/settings/departments', word: 'Departments', end: false },
  { to: '/settings/passing-on', word: 'Passing on', end: false },
  { to: '/settings/changes', word: 'Changes', end: false },
] as const;

export default function SettingsPage() {
  const me = useMe();
  const admin = may(me, 'apiKeys');
  const shown = admin.ok ? pages : pages.slice(0, 1);
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // On a telephone the pages stand in one line that is wider than the screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the page that is open decides which is the current one
  useEffect(() => {
    const line = nav.current;
    const current = line?.querySelector<HTMLElement>('[aria-current="page"]');
    if (line && current) line.scrollLeft = current.offsetLeft - line.offsetLeft - 24;
  }, [pathname]);
  return (
    <div className="s-page settings">
      <nav ref={nav} className="settings-nav" aria-label="Settings">
        {shown.map((p) => (
          <NavLink key={p.to} to={p.to} end={p.end} className="leads-view settings-item">
            {p.word}
          </NavLink>
        ))}
        {may(me, 'play').ok ? (
          <>
            <NavLink to="/playground" className="leads-view settings-item">
              Playground
            </NavLink>
            <NavLink to="/calibration" className="leads-view settings-item">
              Calibration
            </NavLink>
          </>
        ) : null}
      </nav>
      <div className="settings-body">
        <Routes>
          <Route index element={<You />} />
          <Route path="api-keys" element={admin.ok ? <ApiKeys /> : <Forbidden reason={admin.reason} />} />
          <Route path="recording" element={admin.ok ? <Recording /> : <Forbidden reason={admin.reason} />} />
          <Route
            path="departments"
            element={admin.ok ? <Departments /> : <Forbidden reason={admin.reason} />}
          />
          <Route path="passing-on" element={admin.ok ? <PassingOn /> : <Forbidden reason={admin.reason} />} />
          <Route path="webhooks" element={admin.ok ? <Webhooks /> : <Forbidden reason={admin.reason} />} />
          <Route path="people" element={admin.ok ? <People /> : <Forbidden reason={admin.reason} />} />
          <Route
            path="telephones"
            element={admin.ok ? <Telephones /> : <Forbidden reason={admin.reason} />}
          />
          <Route path="model" element={admin.ok ? <Model /> : <Forbidden reason={admin.reason} />} />
          <Route path="limits" element={admin.ok ? <Limits /> : <Forbidden reason={admin.reason} />} />
          <Route path="changes" element={admin.ok ? <Changes /> : <Forbidden reason={admin.reason} />} />
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
