import { describe, expect, it } from 'vitest';
import { readTargets, writeTargets } from './outside-targets.ts';

describe('the list of phones outside', () => {
  it('is read as it is written, with numbers in any usual form', () => {
    const { targets, problem } = readTargets('Claims desk = +1 (512) 555-0177\n\nPBX = sip:*@pbx.example\n');
    expect(problem).toBeNull();
    expect(targets).toEqual([
      { name: 'Claims desk', to: '+15125550177' },
      { name: 'PBX', to: 'sip:*@pbx.example' },
    ]);
    expect(readTargets(writeTargets(targets)).targets).toEqual(targets);
  });

  it('names the line that is not whole', () => {
    expect(readTargets('Claims = +15125550177\njust a name').problem).toMatch(/^Line 2/);
    expect(readTargets('= +15125550177').problem).toMatch(/^Line 1/);
  });
});
