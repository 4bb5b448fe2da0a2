import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskFloor, maskLine, maskName, maskPhone } from './mask.ts';

describe('masking', () => {
  it('keeps country, area and the last two of a phone, and its length', () => {
    expect(maskPhone('+15125550142')).toBe('+1512•••••42');
    expect(maskPhone('+442079460018')).toBe('+44••••••••18');
    expect(maskPhone('+1234')).toBe('+••••');
  });

  it('shows at most six digits of any phone, and two from its end', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+[1-9]\d{6,14}$/), (e164) => {
        const masked = maskPhone(e164);
        expect(masked).toHaveLength(e164.length);
        expect(masked.replace(/\D/g, '').length).toBeLessThanOrEqual(6);
        expect(masked.slice(-2)).toBe(e164.slice(-2));
      }),
    );
  });

  it('names keep one letter, whatever the script', () => {
    expect(maskName('Maria Gomez')).toBe('M•••');
    expect(maskName(' åsa')).toBe('Å•••');
    expect(maskName('')).toBe('•••');
  });

  it('takes names and phones out of lines', () => {
    const masked = maskLine('Maria (+15125550142) asked; Gomez is ready', 'Maria Gomez', '+15125550142');
    expect(masked).toBe('M••• (+1512•••••42) asked; G••• is ready');
  });

  it('an agent sees their own transfer whole and everything else masked', () => {
    const lead = (leadId: string, name: string) => ({
      leadId,
      name,
      phone: '+15125550142',
      line: `${name} waits`,
    });
    const transfer = (id: string, agentId: string | null, name: string) => ({
      transferId: id,
      leadId: `l${name.length}${name.charCodeAt(0)}`,
      leadName: name,
      agentId,
      line: `Ringing for ${name}`,
      nextStep: `Text ${name}`,
      lead: lead(`l${name.length}${name.charCodeAt(0)}`, name),
      whyNot: [],
    });
    const agent = (agentId: string, leadName: string) => ({
      agentId,
      call: { transferId: 't', leadName, sinceMs: 1 },
    });
    const floor = {
      warming: [lead('l390', 'Zoe')],
      booked: [lead('l477', 'Mine')],
      transfers: [transfer('t1', 'a1', 'Mine'), transfer('t2', 'a2', 'Yuri')],
      calls: [{ ...transfer('t3', 'a2', 'Xena'), monitor: { by: 'Dana' } }],
      agents: [agent('a1', 'Mine'), agent('a2', 'Xena')],
    } as unknown as Parameters<typeof maskFloor>[0];
    const text = JSON.stringify(maskFloor(floor, 'a1'));
    expect(text).not.toMatch(/Zoe|Yuri|Xena/);
    // Who listens to whom is for supervisors; the agent who is heard reads it on their own desk.
    expect(text).not.toContain('Dana');
    expect(text.match(/Mine/g)!.length).toBe(JSON.stringify(floor).match(/Mine/g)!.length);
  });
});
