import { describe, expect, it } from 'vitest';
import { outsideTarget } from './outside.ts';

const rows = [
  { name: 'Office', to: '+1512555*' },
  { name: 'Claims desk', to: '+15125550177' },
  { name: 'PBX', to: 'sip:*@pbx.example' },
  { name: 'Night line', to: 'sip:night@pbx.example' },
];

describe('a phone outside', () => {
  it.each([
    ['+1 (512) 555-0177', 'Claims desk', { kind: 'phone', e164: '+15125550177' }],
    ['+15125550123', 'Office +15125550123', { kind: 'phone', e164: '+15125550123' }],
    ['sip:night@PBX.example', 'Night line', { kind: 'sip', uri: 'sip:night@PBX.example' }],
    ['sip:anna@pbx.example', 'PBX sip:anna@pbx.example', { kind: 'sip', uri: 'sip:anna@pbx.example' }],
  ])('%s is %s', (typed, name, target) => {
    expect(outsideTarget(rows, typed, false)).toEqual({ name, target });
  });

  it.each([
    '+14155550123',
    '+1512555*',
    'sip:anna@other.example',
    'sip:*@pbx.example',
    'sip:anna@pbx.example;transport=udp',
    'sip:anna@pbx.example@other.example',
    'sips:anna@pbx.example',
    'nonsense',
    '',
  ])('%s is not allowed', (typed) => {
    expect(outsideTarget(rows, typed, false)).toBeNull();
  });

  it('is a handset in demo mode', () => {
    expect(outsideTarget(rows, '+15125550177', true)?.target).toEqual({
      kind: 'station',
      stationId: 'handset:+15125550177',
    });
  });
});
