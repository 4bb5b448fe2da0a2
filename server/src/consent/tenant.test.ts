/** What an installation saved, as the gate is told it: what ran out by its day does not count, what is wrong is named. */
import { describe, expect, it } from 'vitest';
import { ComplianceSettings } from '../../../contract/compliance-settings.ts';
import { defaultRules } from './load-rules.ts';
import { searchRules } from './rule-book.ts';
import { diffRules } from './rule-diff.ts';
import { changedSettings, settingsProblems, tenantFacts } from './tenant.ts';
import { at } from './testing.ts';

const rules = defaultRules();
const now = at('2026-11-17T18:00:00Z');
const seller = { legalName: 'Acme LLC', name: 'Acme', number: '+12125550199' };
const saved = (change: object = {}) => ComplianceSettings.parse({ seller, ...change });
const facts = (change: object, nowMs = now) =>
  tenantFacts(
    saved(change),
    {
      sellerId: 'sel_acme',
      sellerLegalName: 'Acme LLC',
      lists: [{ list: 'national', copyAtMs: now, areaCodes: 'all' }],
    },
    nowMs,
  );

describe('facts', () => {
  it('nothing saved vouches for nothing', () => {
    expect(facts({})).toMatchObject({
      enabled: [],
      callerIds: [],
      registrations: [],
      hours: 'product-default',
      kill: { tenant: false },
    });
  });
  it('a registration and a subscription count through their last day and not after it', () => {
    const change = {
      registrations: [{ place: 'US-TX', number: '1', untilDay: '2026-11-17' }],
      subscriptions: [{ list: 'national', account: '1', untilDay: '2026-11-17' }],
    };
    expect(facts(change)).toMatchObject({ registrations: ['US-TX'], dncLists: [{ list: 'national' }] });
    expect(facts(change, now + 2 * 86_400_000)).toMatchObject({ registrations: [], dncLists: [] });
    expect(facts({ subscriptions: [] }).dncLists).toHaveLength(1);
  });
  it('a number without proof is not verified', () => {
    const callerIds = [{ number: '+12125550199', channels: ['sms'], a2p: 'approved', campaign: 'C1' }];
    expect(facts({ callerIds }).callerIds).toMatchObject([{ verified: false, a2p: 'approved' }]);
  });
});

describe('problems', () => {
  const paths = (change: object) => settingsProblems(saved(change), rules, now).map(({ path }) => path);
  it.each([
    [{}, []],
    [{ places: ['US', 'US-TX', 'CA', 'CA-BC', 'GB', 'DE'] }, []],
    [{ places: ['US-ZZ'] }, ['places.0']],
    [{ caps: { per24h: 2, per7d: 5 } }, []],
    [{ caps: { per7d: 8 } }, ['caps.per7d']],
    [{ exceptions: ['UT-PEWC'] }, []],
    [{ callerIds: [{ number: '+12125550198', channels: ['sms'] }] }, ['seller.number']],
    [
      {
        callerIds: [
          {
            number: '+12125550199',
            channels: ['sms'],
            verified: { how: 'code', onDay: '2027-01-01', ref: 'r1' },
          },
          { number: '+12125550199', channels: ['voice'] },
        ],
      },
      ['callerIds.0.verified.onDay', 'callerIds.1.number'],
    ],
  ])('%#', (change, expected) => expect(paths(change)).toEqual(expected));
  it('a change is named by its setting, whatever order its keys are kept in', () => {
    const one = saved({ pause: { all: false, campaigns: [], senders: [] } });
    const other = { ...one, pause: { senders: [], campaigns: [], all: false } };
    expect(changedSettings(one, other)).toEqual([]);
    expect(changedSettings(one, { ...other, places: ['US'] })).toEqual(['places']);
  });
});

describe('rule versions side by side', () => {
  const rows = searchRules(rules);
  const [first, second, ...rest] = rows;
  if (!first || !second) throw new Error('there are rules');
  it('the same table differs in nothing', () => {
    expect(diffRules(rows, rows)).toEqual({ added: [], removed: [], changed: [] });
  });
  it('names what came, what went and what changed', () => {
    const after = [
      { ...second, parameter: 'other', reviewedBy: 'Counsel' },
      ...rest,
      { ...first, id: 'NEW' },
    ];
    const found = diffRules(rows, after);
    expect(found.added.map(({ id }) => id)).toEqual(['NEW']);
    expect(found.removed.map(({ id }) => id)).toEqual([first.id]);
    expect(found.changed).toMatchObject([
      {
        id: second.id,
        what: ['parameter', 'reviewedBy'],
        before: { reviewedBy: null },
        after: { reviewedBy: 'Counsel' },
      },
    ]);
  });
});
