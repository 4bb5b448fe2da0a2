/** The routes. Each page is its own piece of code, loaded when it is first opened. */
import { lazy, type ReactNode, Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { useSession } from './api/session.tsx';
import { may } from './shell/may.ts';
import { Forbidden, NotFound, Unreachable } from './shell/plain-pages.tsx';
import { Loading } from './ui/parts.tsx';

const SignInPage = lazy(() => import('./account/sign-in-page.tsx'));
const ChangePasswordPage = lazy(() => import('./account/change-password-page.tsx'));
const Shell = lazy(() => import('./shell/shell.tsx'));
const HandsetPage = lazy(() => import('./handset/handset-page.tsx'));
const TryPage = lazy(() => import('./try/try-page.tsx'));
const DeskPage = lazy(() => import('./desk/desk-page.tsx'));
const FloorPage = lazy(() => import('./floor/floor-page.tsx'));
const LeadsPage = lazy(() => import('./leads/leads-page.tsx'));
const LeadPage = lazy(() => import('./leads/lead-page.tsx'));
const TransfersPage = lazy(() => import('./transfers/transfers-page.tsx'));
const TransferPage = lazy(() => import('./transfers/transfer-page.tsx'));
const AgentsPage = lazy(() => import('./agents/agents-page.tsx'));
const AgentPage = lazy(() => import('./agents/agent-page.tsx'));
const CompliancePage = lazy(() => import('./compliance/compliance-page.tsx'));
const PlaygroundPage = lazy(() => import('./assistant/playground-page.tsx'));
const CalibrationPage = lazy(() => import('./assistant/calibration-page.tsx'));
const SettingsPage = lazy(() => import('./settings/settings-page.tsx'));

/** Where a person lands: the desk for those who take calls, the floor for those who watch. */
function Landing() {
  const { state, me, demo } = useSession();
  if (state === 'none') return <Navigate to={demo?.demo === true ? '/try' : '/sign-in'} replace />;
  return <Navigate to={me?.role === 'agent' || me === null ? '/desk' : '/floor'} replace />;
}

/** Pages behind the sign-in. */
function Guarded() {
  const { state, error, retry, demo, me } = useSession();
  if (state === 'loading') return <Loading />;
  if (state === 'unreachable') return <Unreachable error={error} onRetry={retry} />;
  if (me?.mustChangePassword === true) return <ChangePasswordPage />;
  if (state === 'none') return demo === null ? <SignInPage /> : <SignInPage demo={demo} />;
  return <Shell />;
}

function Only({ to, children }: { to: 'desk' | 'settings'; children: ReactNode }) {
  const { me } = useSession();
  const answer = may(me, to);
  return answer.ok ? children : <Forbidden reason={answer.reason} />;
}

export function App() {
  const { state } = useSession();
  return (
    <Suspense fallback={<Loading />}>
      <Routes>
        <Route path="/handset/:number" element={<HandsetPage />} />
        <Route path="/try" element={<TryPage />} />
        <Route path="/sign-in" element={<SignInPage />} />
        <Route path="/" element={state === 'loading' ? <Loading /> : <Landing />} />
        <Route element={<Guarded />}>
          <Route
            path="/desk"
            element={
              <Only to="desk">
                <DeskPage />
              </Only>
            }
          />
          <Route path="/floor" element={<FloorPage />} />
          <Route path="/leads" element={<LeadsPage />} />
          <Route path="/leads/:id" element={<LeadPage />} />
          <Route path="/transfers" element={<TransfersPage />} />
          <Route path="/transfers/:id" element={<TransferPage />} />
          <Route path="/agents" element={<AgentsPage />} />
          <Route path="/agents/:id" element={<AgentPage />} />
          <Route path="/compliance" element={<CompliancePage />} />
          <Route path="/playground" element={<PlaygroundPage />} />
          <Route path="/calibration" element={<CalibrationPage />} />
          <Route
            path="/settings/*"
            element={
              <Only to="settings">
                <SettingsPage />
              </Only>
            }
          />
          <Route path="*" element={<NotFound />} />
        </Route>
      </Routes>
    </Suspense>
  );
}
