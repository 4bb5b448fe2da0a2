import { describe, expect, it } from 'vitest';
import { type RouteName, routes } from '../../../contract/routes.ts';
import { roles } from '../../../contract/words.ts';
import { leastRole, may } from './may.ts';

const agent = { role: 'agent' as const, agentId: 'a1' };
const supervisor = { role: 'supervisor' as const, agentId: null };
const supervisorAgent = { role: 'supervisor' as const, agentId: 'a2' };
const admin = { role: 'admin' as const, agentId: null };
const lead = (tied: boolean) => ({ kind: 'lead' as const, tied });
const transfer = (tied: boolean) => ({ kind: 'transfer' as const, tied });
const own = { kind: 'agent' as const, agentId: 'a1' };

describe('may', () => {
  it.each([
    [null, 'health', undefined, true],
    [null, 'signIn', undefined, true],
    [null, 'leads', undefined, false],
    [agent, 'leads', undefined, true],
    [agent, 'lead', lead(true), true],
    [agent, 'lead', lead(false), false],
    [supervisor, 'lead', lead(false), true],
    [agent, 'transfer', transfer(false), false],
    [agent, 'takeOver', lead(false), false],
    [agent, 'takeOver', lead(true), true],
    [agent, 'createLead', undefined, false],
    [supervisor, 'createLead', undefined, true],
    [agent, 'presence', own, true],
    [supervisorAgent, 'presence', own, false],
    [admin, 'presence', own, false],
    [agent, 'accept', transfer(true), true],
    [agent, 'accept', transfer(false), false],
    [supervisor, 'accept', transfer(true), false],
    [agent, 'monitor', transfer(true), false],
    [supervisor, 'monitor', transfer(true), true],
    [supervisor, 'apiKeys', undefined, false],
    [admin, 'apiKeys', undefined, true],
    [agent, 'useDeskPhone', undefined, true],
    [admin, 'useDeskPhone', undefined, false],
    [agent, 'seeEveryLead', undefined, false],
    [supervisor, 'seeEveryLead', undefined, true],
  ] as const)('%o, %s, %o: %s', (asker, action, thing, ok) => {
    const verdict = may(asker, action, thing);
    expect(verdict.ok).toBe(ok);
    if (!verdict.ok) {
      expect(verdict.reason).toMatch(/^["A-Z].*\.$/);
      expect(roles).toContain(verdict.who);
    }
  });

  it('a higher role may all that a lower one may, for every route and every thing', () => {
    const ranked = roles.map((role) => ({ role, agentId: 'a1' }));
    for (const name of Object.keys(routes) as RouteName[]) {
      for (const thing of [undefined, lead(true), lead(false), own]) {
        const verdicts = ranked.map((asker) => may(asker, name, thing).ok);
        expect(verdicts, name).toEqual([...verdicts].sort());
      }
      expect(may(null, name).ok, name).toBe(['public', 'demo'].includes(leastRole(name)));
    }
  });
});
