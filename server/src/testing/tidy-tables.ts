/**
 * The tables of the tidy test. This is the file to edit when a rule meets a new file:
 *
 *  - a new room: a word in ROOMS, at its place (it sees types of those before it);
 *  - a room's file that must touch database, files or clock: a line in IMPURE_ROOM_FILES with the reason;
 *  - a file that reads the clock, chance or the environment: a line in CLOCK_FILES or ENVIRONMENT_FILES;
 *  - a file that is long for a reason: a line in LONG_FILES with its ceiling;
 *  - a file started by name (worker, program): a line in ENTRIES.
 *
 * Keys are paths from the checkout's root, or end in `/*` for a whole folder. An entry that no file needs any
 * more is itself reported, so the tables only shrink.
 */

/** From left to right as in docs/ARCHITECTURE.md: a room sees the types of rooms to its left, and no code of any. */
export const ROOMS = [
  'lead',
  'consent',
  'conversation',
  'reading',
  'readiness',
  'brief',
  'agents',
  'transfer',
  'call',
  'caller',
  'wrapup',
  'report',
] as const;

/** What anyone may import: words and data forms without behaviour of their own. */
export const FOUNDATION = [
  'server/src/errors.ts',
  'server/src/playbook/*',
  'server/src/lead/phone.ts', // what a phone number is, the same everywhere
  'server/src/lead/name.ts', // what a person is called by, too
  'contract/*',
];

/** Where parts are put together, apart from server/src/*.ts and cli/: these import whom they need. */
export const ROOTS: Record<string, string> = {
  'server/src/media/worker.ts': 'the program of the media thread',
};

/** Rooms that use each other's pure code after all: `from -> to`, and why. Each is a door to keep an eye on. */
export const CODE_BETWEEN_ROOMS: Record<string, string> = {
  'brief -> reading': 'the brief is written from what reading found',
  'readiness -> reading': 'readiness weighs the signals that reading finds',
  'reading -> readiness': 'the embedded reader answers with readiness too',
};

/** The language stores speak. The rest of adapters/postgres starts, supervises and migrates, and is not theirs. */
export const SQL_LANGUAGE = ['server/src/adapters/postgres/sql.ts', 'server/src/adapters/postgres/pool.ts'];

/** Who may import what, apart from own files and FOUNDATION. `type:` allows types only. */
export const MAY_IMPORT: Record<string, readonly string[]> = {
  playbook: ['ports'],
  ports: ['type:kernel', 'playbook'],
  kernel: ['type:ports', 'sql', 'config-type'],
  media: ['type:ports'],
  sip: [],
  http: ['kernel', 'type:ports', 'type:rooms', 'sql', 'config-type'],
  adapters: ['ports', 'kernel', 'media', 'sip', 'config-type'],
};

/** npm packages that compute and do nothing else; a pure file may use these and no others. */
export const PURE_PACKAGES = ['luxon', 'libphonenumber-js', 'zod', 'chrono-node', 'node:crypto', 'node:zlib'];

/** Every file of a room is pure except these: name, or full path, with the reason. */
export const IMPURE_ROOM_FILES: Record<string, string> = {
  'store.ts': 'the SQL of its room',
  'index.ts': 'the door of its room, which shows stores and loaders too',
  'server/src/consent/load-rules.ts': 'reads the rule files once at the start',
  'server/src/consent/evidence-pdf.ts': 'writes a report with a PDF library',
  'block-list.ts': 'streams a list of numbers into the database',
  'server/src/consent/rehearsal/cases.ts': 'a program that plays the gate: reads the rule files',
  'server/src/consent/rehearsal/rehearse.ts': 'the same program',
};

/** Files that may read the clock, set timers or draw chance: where time enters. */
export const CLOCK_FILES: Record<string, string> = {
  'server/src/app.ts': 'gives the real clock and real chance to the parts it puts together',
  'server/src/kernel/clock.ts': 'the real clock of the control plane',
  'server/src/media/clock.ts': 'the real clock of the data plane',
  'server/src/media/worker.ts': 'the pace of the media worker',
  'server/src/sip/real-clock.ts': 'the real clock of SIP',
  'server/src/adapters/engine/*': 'limits of answers from a worker, life of sockets',
  'server/src/adapters/sip/*': 'the real clock handed to the SIP core, limits of ringing',
  'server/src/media/spare-ports.ts': 'how long a port rests before it is used again',
  'server/src/media/sockets-libc.ts': "leaves the event loop's own call before it looks for packets",
  'server/src/media/udp-leg.ts': 'the first sequence numbers of RTP, which must not be guessed',
  'server/src/adapters/espeak/*': 'limits of one synthesis',
  'server/src/adapters/webrtc/*': 'limits of gathering and connecting',
  'server/src/adapters/postgres/data-lock.ts': 'age of a lock held on another machine',
  'server/src/adapters/postgres/processes.ts': 'waiting for processes',
  'server/src/adapters/postgres/supervisor.ts': 'limits of starting and stopping',
  'server/src/cli/*': 'programs a person waits for: progress and time limits',
};

export const ENVIRONMENT_FILES: Record<string, string> = {
  'server/src/config.ts': 'the one reader of the environment',
  'console/vite.config.ts': 'a build tool, not the product',
};

export const MAX_LINES = 400;
/** Tables of cases are long and simple. */
export const MAX_TEST_LINES = 600;
/** Ceiling in lines, and why it is one file. A ceiling may fall, never rise. */
export const LONG_FILES: Record<string, { ceiling: number; reason: string }> = {
  'server/src/sip/grammar/torture-messages.ts': { ceiling: 560, reason: 'data: the messages of RFC 4475' },
  'server/src/conversation/phrases.ts': { ceiling: 500, reason: 'data: the sentences of the assistant' },
  'server/src/conversation/testing/scenarios.ts': { ceiling: 500, reason: 'data: conversations for tests' },
  'server/sim/world.ts': { ceiling: 500, reason: 'one rehearsed day: its people, its wires and its clock' },
  'server/corpus/banks.ts': { ceiling: 950, reason: 'data: words the training corpus is made of' },
  'server/src/adapters/engine/engine.ts': {
    ceiling: 520,
    reason: 'the life of a leg in one place; splitting it would spread one state over files',
  },
  'server/src/kernel/events.ts': { ceiling: 520, reason: 'one union: every fact and every order there is' },
  'server/src/kernel/loop.ts': { ceiling: 430, reason: 'the one loop, read from top to bottom' },
  'console/src/phone/station.ts': {
    ceiling: 460,
    reason: 'the browser phone: half of it is the documented interface',
  },
  'console/mock/server.ts': { ceiling: 460, reason: 'the mock server of the console' },
  'console/mock/data.ts': { ceiling: 900, reason: 'data: a floor for the console without a server' },
  'contract/routes.ts': { ceiling: 460, reason: 'one table: every route of the API' },
  'contract/api.ts': { ceiling: 620, reason: 'one table: every body of the API' },
};

/** Where programs begin. Everything else must be reached from here, or from a test when it is a test's helper. */
export const ENTRIES = [
  'server/src/main.ts',
  'server/src/app.ts',
  'server/src/cli/*',
  'server/sim/*',
  'server/src/testing/*',
  'server/test-support/*', // programs that tests start by name
  'contract/*',
];

/** Files that exist for tests: reached from tests alone. */
export const TEST_HELPERS = [
  /\/testing\//,
  /\/test-support\//,
  /^console\/(test|mock)\//,
  /^server\/e2e\//,
  /\/sip\/real\//,
  /\/testing\.ts$/,
  /\/test-kit\.ts$/,
  /\/fake-[\w-]+\.ts$/,
  /\/virtual-clock\.ts$/,
  /\.contract\.ts$/,
  /\.cases\.ts$/,
  /-for-tests\.ts$/,
  /\/(oracle|transcripts|node-phone|test-phone|test-sound)\.ts$/,
];

/** Programs that measure or train, run by hand or by ./baton bench: no part of the running product. */
export const TOOLS = [/\/([\w-]+-)?bench\.ts$/, /^server\/corpus\//];

/** Written and tested, not yet part of a program: path or folder, and what will use it. */
export const NOT_YET_WIRED: Record<string, string> = {
  'server/src/sip/*': 'the SIP carrier, whose adapter is being written',
};
