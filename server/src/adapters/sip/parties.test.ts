import { expect, it } from 'vitest';
import type { IncomingInvite, SipRequest } from '../../sip/index.ts';
import { callerOf, dialledOf } from './parties.ts';

type Parties = Pick<IncomingInvite, 'number' | 'fromUser' | 'trunk' | 'request'>;
const invite = (headers: [name: string, value: string][], over: Partial<Parties> = {}): Parties => ({
  number: '+15125550100',
  fromUser: 'anonymous',
  trunk: 'carrier',
  request: { headers: headers.map(([name, value]) => ({ name, value })) } as unknown as SipRequest,
  ...over,
});

it.each<[string, Parties, string]>([
  ['From, where nothing else is said', invite([], { fromUser: '+15125550142' }), '+15125550142'],
  [
    'the number a carrier asserts beside a From without one',
    invite([['p-asserted-identity', '"Maria" <sip:+15125550142@carrier.example;user=phone>']]),
    '+15125550142',
  ],
  ['the same as tel:', invite([['p-asserted-identity', '<tel:+15125550142>']]), '+15125550142'],
  [
    'nobody but a carrier is believed',
    invite([['p-asserted-identity', '<tel:+15125550142>']], { trunk: undefined, fromUser: 'x' }),
    'x',
  ],
  [
    'withheld stays withheld',
    invite([
      ['p-asserted-identity', '<tel:+15125550142>'],
      ['privacy', 'id; critical'],
    ]),
    'anonymous',
  ],
  [
    'a name is no number',
    invite([['p-asserted-identity', '<sip:maria@carrier.example>']], { fromUser: '5125550142' }),
    '5125550142',
  ],
])('who calls: %s', (_what, given, caller) => {
  expect(callerOf(given)).toBe(caller);
});

it('what was dialled: the request first, then To', () => {
  expect(dialledOf(invite([['to', '<sip:+15125550100@us.example>']]))).toEqual(['+15125550100']);
  expect(dialledOf(invite([['to', '<sip:+15125550100@us.example>']], { number: 'our-account' }))).toEqual([
    'our-account',
    '+15125550100',
  ]);
  expect(dialledOf(invite([], { number: '12' }))).toEqual(['12']);
});
