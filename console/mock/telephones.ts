/** Carriers, numbers, desk phones and the voicemail of the demo floor, for the page of telephones. */
const trunk = (nowMs: number) => ({
  id: 'trunk-1',
  name: 'Example Carrier',
  server: 'sip:sip.carrier.example;transport=tcp',
  username: 'northside',
  registers: true,
  hosts: ['192.0.2.7'],
  caller: '+15125550100',
  srtp: false,
  transfers: 'bridge',
  directMedia: false,
  createdAtMs: nowMs - 864e5,
  state: 'up',
  words: 'Signed in at the carrier.',
});

const voicemail = {
  detectMachines: true,
  optOutNumber: '+18005550199',
  suggestion: 'Hello {first_name}, this is the AI assistant of {seller}. To opt out, call {opt_out_number}.',
  playbooks: [
    {
      id: 'insurance',
      name: 'Insurance quotes',
      text: 'This is the AI assistant of {seller}, because you asked for a quote. {number}. To opt out, call {opt_out_number}.',
      heard:
        'This is the AI assistant of Northside Quotes, because you asked for a quote. 512-555-0100. To opt out, call 800-555-0199.',
    },
    { id: 'lending', name: 'Home loans', text: null, heard: null },
  ],
};

const destinations = { home: 'US', countries: [], all: ['CA', 'GB', 'MX', 'US'] };

const answers: Record<string, (nowMs: number) => unknown> = {
  sipTrunks: (nowMs) => ({
    listening: true,
    trunks: [
      trunk(nowMs),
      {
        ...trunk(nowMs),
        id: 'trunk-2',
        name: 'Second way out',
        username: null,
        registers: false,
        caller: null,
        state: 'down',
        words: 'The carrier does not answer.',
      },
    ],
  }),
  sipNumbers: (nowMs) => ({
    numbers: [
      { e164: '+15125550100', trunkId: 'trunk-1', playbook: 'insurance', notice: true, createdAtMs: nowMs },
      { e164: '+15125550101', trunkId: 'trunk-1', playbook: 'lending', notice: false, createdAtMs: nowMs },
    ],
    refused: [
      {
        atMs: nowMs - 60_000,
        dialled: '+15125550199',
        status: 404,
        words: 'This number is on no list of ours: add it under Numbers to have it answered.',
      },
    ],
  }),
  sipPhones: (nowMs) => ({
    phones: [
      {
        user: 'phone-1a2b3c4d5e',
        agentId: 'a-ana',
        label: 'desk phone',
        createdAtMs: nowMs,
        registered: true,
        srtp: false,
        directMedia: false,
      },
      {
        user: 'phone-5e4d3c2b1a',
        agentId: 'a-ben',
        label: 'softphone',
        createdAtMs: nowMs,
        registered: false,
        srtp: false,
        directMedia: false,
      },
    ],
  }),
  callDestinations: () => destinations,
  editCallDestinations: () => ({ ...destinations, countries: ['CA'] }),
  voicemail: () => voicemail,
  editVoicemail: () => voicemail,
  testTrunk: () => ({ ok: true, status: 200, words: 'The carrier answered: it is there.', tookMs: 31 }),
  testTrunkCall: () => ({
    ok: false,
    status: 403,
    words: 'The carrier refuses us: check user name and password, and that it knows this address.',
  }),
  createPhone: () => ({
    user: 'phone-9f8e7d6c5b',
    secret: 'demo-secret',
    server: '192.0.2.10:5060',
    words: [
      'Server or domain: 192.0.2.10:5060',
      'User name: phone-9f8e7d6c5b',
      'Password: demo-secret',
      'Transport: UDP',
    ],
  }),
};

export const telephonesAnswer = (route: string, nowMs: number): unknown => answers[route]?.(nowMs);
