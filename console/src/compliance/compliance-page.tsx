/** Compliance: may we contact whom, where, now; the rules behind it; who opted out; the proof. */
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { call } from '../api/client.ts';
import { useSession } from '../api/session.tsx';
import { may } from '../shell/may.ts';
import { Forbidden } from '../shell/plain-pages.tsx';
import { count } from '../ui/format.ts';
import { ArchiveTab } from './archive-tab.tsx';
import { AuditTab } from './audit-tab.tsx';
import { NowTab } from './now-tab.tsx';
import { RulesTab } from './rules-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';
import { SuppressionTab } from './suppression-tab.tsx';
import './compliance.css';

const tabs = [
  { tab: 'now', word: 'Now', of: NowTab },
  { tab: 'rules', word: 'Rules', of: RulesTab },
  { tab: 'suppression', word: 'Suppression', of: SuppressionTab },
  { tab: 'audit', word: 'Audit', of: AuditTab },
  { tab: 'settings', word: 'Settings', of: SettingsTab },
  { tab: 'archive', word: 'Archive', of: ArchiveTab },
] as const;

export default function CompliancePage() {
  const { me } = useSession();
  const [params] = useSearchParams();
  const answer = may(me, 'complianceRules');
  if (!answer.ok) return <Forbidden reason={answer.reason} />;
  const chosen = tabs.find((one) => one.tab === params.get('tab')) ?? tabs[0];
  const Tab = chosen.of;
  return (
    <div className="s-page comp">
      <header className="s-head">
        <h1>Compliance</h1>
        <Versions />
      </header>
      <nav className="comp-tabs" aria-label="Compliance">
        {tabs
          .filter(({ tab }) => tab !== 'archive' || may(me, 'openArchive').ok)
          .map((one) => (
            <Link
              key={one.tab}
              to={{ search: `tab=${one.tab}` }}
              className="comp-tab"
              aria-current={one === chosen ? 'page' : undefined}
            >
              {one.word}
            </Link>
          ))}
      </nav>
      <Tab />
    </div>
  );
}

function Versions() {
  const rules = useQuery({
    queryKey: ['compliance-rules', ''],
    queryFn: ({ signal }) => call('complianceRules', { signal }),
    staleTime: 60_000,
  });
  if (rules.data === undefined) return null;
  const { shipped, runtime, corrected } = rules.data.timeZones;
  return (
    <span className="b-meta">
      Gate on · rules {rules.data.version} · time zones {shipped}
      {corrected === 0
        ? ''
        : ` (this computer’s ${runtime} is wrong in ${count(corrected, 'zone')}; ours are used)`}
    </span>
  );
}
