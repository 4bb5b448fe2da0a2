/** `./baton lab FILE.json`: the call engine alone, on SIP, for trying phones and for measuring. No database. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { createEngine } from '../adapters/engine/engine.ts';
import { createSipTelephony, type SipTelephony } from '../adapters/sip/telephony.ts';
import { warmUp } from '../adapters/sip/warm-up.ts';
import { defaultMediaWorkers } from '../config.ts';
import { BatonError } from '../errors.ts';
import { roomCallId, runLab } from '../lab/lab.ts';
import { LabFile } from '../lab/lab-file.ts';
import { realClock, tcpTransport, udpTransport } from '../sip/index.ts';
import { print, progress } from './output.ts';

const DRAIN_MS = 3_000;
/** Rung at once by the largest number of a file, and some for the next call. */
const SPARES_MIN = 64;

function readLabFile(argv: string[]): LabFile {
  const [file, ...more] = argv;
  if (file === undefined || more.length > 0)
    throw new BatonError('USAGE', './baton lab takes one file: ./baton lab FILE.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new BatonError('USAGE', `${file} cannot be read.`, { cause: error });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new BatonError('USAGE', `${file} is not JSON: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    });
  }
  const parsed = LabFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`,
  );
  throw new BatonError('USAGE', `${file} is no lab file: ${faults.join('; ')}`);
}

interface LabTelephony extends SipTelephony {
  /** Whose sockets carry sound; once it is started. */
  sockets(): Promise<'dgram' | 'libc'>;
}

/** Makes the telephony of a lab; loopback calls without a password, everybody else is refused. */
export function labTelephony(file: LabFile, workerUrl?: URL): LabTelephony {
  const { host, port } = file.sip;
  if (isIP(host) === 0) throw new BatonError('USAGE', `sip.host must be an address, not "${host}".`);
  const most = Object.values(file.numbers).reduce(
    (max, plan) => Math.max(max, 'ring' in plan ? plan.ring.length : 1),
    1,
  );
  const engine = createEngine({
    webrtc: 'none',
    mediaAddress: host,
    rtpSpares: Math.max(SPARES_MIN, 2 * most),
    workers: file.mediaWorkers ?? defaultMediaWorkers(availableParallelism()),
    sockets: file.mediaSockets ?? 'auto',
    ...(workerUrl === undefined ? {} : { workerUrl }),
    log: (event) => progress(`media: ${event.kind}: ${event.reason}`),
  });
  const telephony = createSipTelephony({
    engine,
    endpoint: {
      transports: [udpTransport({ host, port }), tcpTransport({ host, port, clock: realClock() })],
      trusted: ['127.0.0.0/8', '::1'],
      userAgent: 'Baton lab',
      onError: (error) => progress(`a listener failed: ${String(error)}`),
    },
    readsTones: Object.values(file.numbers).some((plan) => 'ring' in plan && plan.accept === 'key-1'),
    mayGoDirect: () => file.directMedia === true,
    callIdFor: (invite) => roomCallId(file.numbers, invite.number),
  });
  runLab(telephony, file.numbers);
  return { ...telephony, sockets: async () => (await engine.stats()).sockets };
}

/** @returns 0 after Ctrl-C and a clean stop */
export async function run(argv: string[]): Promise<number> {
  const file = readLabFile(argv);
  const telephony = labTelephony(file);
  await warmUp();
  try {
    await telephony.start();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EADDRNOTAVAIL') throw error;
    throw new BatonError(
      'PORT_IN_USE',
      `${file.sip.host}:${file.sip.port} cannot be listened on (${code}).`,
      { cause: error },
    );
  }
  print(
    `ready: SIP on ${file.sip.host}:${file.sip.port} (UDP and TCP), sound over ${await telephony.sockets()} sockets, process ${process.pid}`,
  );
  for (const name of Object.keys(file.numbers)) print(`  sip:${name}@${file.sip.host}:${file.sip.port}`);
  const why = await stopSignal();
  progress(`${why}: calls have ${DRAIN_MS / 1_000} s to end (again: at once)`);
  await telephony.drain(DRAIN_MS);
  return 0;
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        if (asked) process.exit(130);
        asked = true;
        resolve(signal === 'SIGINT' ? 'Ctrl-C' : signal);
      });
  });
}
