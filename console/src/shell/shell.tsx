/** The frame of every page behind the sign-in: header, navigation, link state, softphone bar, sign-in over the page. */
import { Suspense, useEffect, useRef, useState } from 'react';
import { Outlet, useLocation } from 'react-router';
import { SignInOver } from '../account/sign-in-over.tsx';
import { useLink, useNowMs } from '../api/live.ts';
import { useSession } from '../api/session.tsx';
import { DeskProvider, useDeskMaybe } from '../desk/desk-provider.tsx';
import { SoftphoneBar } from '../desk/softphone.tsx';
import { FloorPhoneProvider } from '../floor/floor-phone.tsx';
import { MonitorBar } from '../floor/monitor-bar.tsx';
import { count } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { Loading } from '../ui/parts.tsx';
import { Header } from './header.tsx';
import { KeySheet } from './key-sheet.tsx';
import { Nav } from './nav.tsx';
import { PageBoundary } from './page-boundary.tsx';
import { Palette } from './palette.tsx';
import { useGlobalKeys } from './use-global-keys.ts';
import './shell.css';

export default function Shell() {
  return (
    <DeskProvider>
      <FloorPhoneProvider>
        <Frame />
      </FloorPhoneProvider>
    </DeskProvider>
  );
}

function Frame() {
  const { expired, me } = useSession();
  const { pathname } = useLocation();
  const [palette, setPalette] = useState(false);
  const [sheet, setSheet] = useState(false);
  useGlobalKeys({ onPalette: () => setPalette(true), onSheet: () => setSheet(true) });
  return (
    <div className="shell">
      <a className="b-skip" href="#main">
        Skip to content
      </a>
      <Header onPalette={() => setPalette(true)} onKeys={() => setSheet(true)} />
      <Nav />
      <div className="shell-main">
        <LinkBar />
        {me?.demo === true ? <DemoBanner /> : null}
        <SoundBar />
        <main id="main" tabIndex={-1} className="shell-page">
          <PageBoundary at={pathname}>
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </PageBoundary>
        </main>
        <SoftphoneBar />
        <MonitorBar />
      </div>
      <Alerts />
      {palette ? <Palette onClose={() => setPalette(false)} /> : null}
      {sheet ? <KeySheet onClose={() => setSheet(false)} /> : null}
      {expired ? <SignInOver /> : null}
    </div>
  );
}

/** Offline in words under the header; one line when the feed is back. */
function LinkBar() {
  const link = useLink();
  const desk = useDeskMaybe();
  const [back, setBack] = useState<number | null>(null);
  useEffect(() => {
    if (link.back === null || link.back === 0) return;
    setBack(link.back);
    const timer = setTimeout(() => setBack(null), 6_000);
    return () => clearTimeout(timer);
  }, [link.back]);
  if (link.state === 'offline')
    return (
      <div className="shell-line b-notice" data-role="stop" role="status">
        <I.IconWifiOff size={18} stroke={1.75} aria-hidden />
        <span>
          You are offline.
          {desk?.state?.is === 'call'
            ? " Your call's sound goes another way and may continue."
            : ' Nothing you press is sent until the connection is back.'}
        </span>
      </div>
    );
  if (back !== null && link.state === 'live')
    return (
      <div className="shell-line b-notice" role="status">
        <I.IconCheck size={18} stroke={1.75} aria-hidden />
        <span>Back. {count(back, 'change')} while you were away.</span>
      </div>
    );
  return null;
}

function DemoBanner() {
  return (
    <div className="demo-line" role="note">
      Demo data is on. Nothing leaves this machine.
    </div>
  );
}

/** Sound is locked, or the desk is open elsewhere: said where it cannot be missed. */
function SoundBar() {
  const desk = useDeskMaybe();
  if (desk === null) return null;
  if (desk.phone.tab === 'elsewhere')
    return (
      <div className="shell-line b-notice" data-role="ring">
        <I.IconVolumeOff size={18} stroke={1.75} aria-hidden />
        <span>This desk is open in another tab.</span>
        <button type="button" className="b-linklike" onClick={desk.phone.takeHere}>
          Use this tab
        </button>
      </div>
    );
  const presence = desk.view?.agent.presence;
  if (!desk.phone.locked || presence === 'offline' || presence === undefined) return null;
  return (
    <div className="shell-line b-notice" data-role="ring" role="status">
      <I.IconVolumeOff size={18} stroke={1.75} aria-hidden />
      <span>Sound is locked. Press any key to hear calls.</span>
    </div>
  );
}

/** The alert region speaks only of offers, being live and losing the call; the status region of the rest. */
function Alerts() {
  const desk = useDeskMaybe();
  const { pathname } = useLocation();
  const state = desk?.state ?? null;
  const last = useRef('');
  const offer = state?.is === 'offer' ? state.offer : null;
  const nowMs = useNowMs(1_000);
  const five = offer !== null && offer.deadlineMs - nowMs <= 5_000;
  const live = state?.is === 'call' && state.call.state === 'live';
  let words = '';
  if (offer !== null)
    words = five
      ? `5 seconds left: ${offer.lead.name}.`
      : `Offer: ${offer.lead.name} wants to talk now. F2 to accept.`;
  else if (live) words = `You're live with ${state.call.lead.name}.`;
  else if (state?.is === 'notice') words = state.words;
  else if (last.current.startsWith("You're live")) words = 'The call has ended.';
  last.current = words;
  return (
    <>
      <div role="alert" className="b-sr">
        {pathname === '/desk' && state?.is === 'notice' ? '' : words}
      </div>
      <div role="status" className="b-sr">
        {state?.is === 'notice' && pathname === '/desk' ? state.words : ''}
      </div>
    </>
  );
}
