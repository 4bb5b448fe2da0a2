import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BaresipEvent, openControl } from './baresip-control.ts';
import { freePort, type Running, run } from './programs.ts';

export interface Phone extends Running {
  user: string;
  /** One command over its control port: `accept`, `hangup`, `sndcode 1`. */
  command(name: string, words?: string): Promise<void>;
  /** What it told since the first command: `CALL_INCOMING`, `CALL_ESTABLISHED`, `CALL_CLOSED`. */
  events: readonly BaresipEvent[];
  /** All it heard in its newest call so far, at the rate of its codec's sound (G.711: 8 kHz). */
  heard(): Int16Array;
  close(): void;
}

const MODULE_FOLDERS = [
  '/usr/lib/baresip/modules',
  '/usr/lib/x86_64-linux-gnu/baresip/modules',
  '/usr/lib/aarch64-linux-gnu/baresip/modules',
];

function moduleFolder(): string {
  return (
    MODULE_FOLDERS.find((folder) => {
      try {
        return readdirSync(folder).includes('g711.so');
      } catch {
        return false;
      }
    }) ?? MODULE_FOLDERS[0]!
  );
}

/** Longer than any test: at the end of its file the phone hangs up. */
const SAYS_S = 300;
const TONE_AMPLITUDE = 6_000;
const WAV_HEAD_BYTES = 44;

/** What the phone says: one tone at 8 kHz, or silence, as a WAV file. */
function tone(hz: number): Buffer {
  const samples = SAYS_S * 8_000;
  const file = Buffer.alloc(WAV_HEAD_BYTES + samples * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(8000, 24);
  file.writeUInt32LE(16_000, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples * 2, 40);
  for (let i = 0; hz > 0 && i < samples; i += 1)
    file.writeInt16LE(
      Math.round(TONE_AMPLITUDE * Math.sin((2 * Math.PI * hz * i) / 8_000)),
      WAV_HEAD_BYTES + i * 2,
    );
  return file;
}

/** What it heard in its newest call: it writes a file a call, named by the time. */
function heardIn(folder: string): Int16Array {
  const newest = readdirSync(folder)
    .filter((name) => name.endsWith('-dec.wav'))
    .sort()
    .at(-1);
  if (newest === undefined) return new Int16Array();
  const file = readFileSync(join(folder, newest));
  const count = Math.max(0, Math.floor((file.length - WAV_HEAD_BYTES) / 2));
  return Int16Array.from({ length: count }, (_, i) => file.readInt16LE(WAV_HEAD_BYTES + i * 2));
}

export interface BaresipOptions {
  /** Says this tone instead of silence. */
  toneHz?: number;
  /** Says what it hears, as it has understood it; otherwise silence. */
  echoes?: boolean;
  /** Speaks nothing but SRTP, with keys in the description. */
  srtp?: boolean;
  codec?: 'g711' | 'g722';
  /** Signs in over TLS, and trusts this certificate (PEM) alone. */
  trusts?: string;
}

const STARTS = 5;
const READY_WITHIN_MS = 30_000;

/**
 * A baresip softphone on loopback that registers with a password and waits to be told what to do.
 * It needs three ports that are free for UDP, TCP and TLS at once; when another program was quicker it is started anew with others.
 */
export async function baresip(
  user: string,
  password: string,
  registrarPort: number,
  options: BaresipOptions = {},
): Promise<Phone> {
  let said = '';
  for (let start = 1; start <= STARTS; start++) {
    const phone = await startOnce(user, password, registrarPort, options);
    const state = await readiness(phone);
    if (state.ready) return phone;
    said = state.output;
    phone.close();
  }
  throw new Error(`baresip did not start in ${STARTS} tries; it said:\n${said}`);
}

function readiness(phone: Phone): Promise<{ ready: boolean; output: string }> {
  return new Promise((resolve) => {
    let output = '';
    const end = (ready: boolean): void => {
      clearTimeout(limit);
      resolve({ ready, output });
    };
    const limit = setTimeout(() => end(false), READY_WITHIN_MS);
    const read = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
      if (output.includes('already in use')) end(false);
      else if (output.includes('baresip is ready')) end(true);
    };
    phone.child.stdout?.on('data', read);
    phone.child.stderr?.on('data', read);
    void phone.done.then(() => end(false));
  });
}

async function startOnce(
  user: string,
  password: string,
  registrarPort: number,
  { echoes = false, srtp = false, codec = 'g711', toneHz = 0, trusts }: BaresipOptions,
): Promise<Phone> {
  const folder = mkdtempSync(join(tmpdir(), 'sip-phone-'));
  const control = await freePort();
  mkdirSync(folder, { recursive: true });
  const wav = join(folder, 'in.wav');
  writeFileSync(wav, tone(toneHz));
  if (trusts !== undefined) writeFileSync(join(folder, 'ca.pem'), trusts);
  const lines = [
    'poll_method epoll',
    // It takes the next port for TLS too; with port 0 it never registers.
    `sip_listen 127.0.0.1:${await freePort()}`,
    echoes ? 'audio_source aubridge,loop' : `audio_source aufile,${wav}`,
    // This make plays to no file; what it decodes is written by a filter.
    `audio_player aubridge,${echoes ? 'loop' : 'ear'}`,
    `snd_path ${folder}`,
    `audio_alert aufile,${join(folder, 'alert.wav')}`,
    `module_path ${moduleFolder()}`,
    `module ${codec}.so`,
    ...(srtp ? ['module srtp.so'] : []),
    'module aufile.so',
    'module aubridge.so',
    'module sndfile.so',
    'module_tmp account.so',
    'module_app ctrl_tcp.so',
    'module_app menu.so',
    ...(trusts === undefined ? [] : [`sip_cafile ${join(folder, 'ca.pem')}`]),
    `ctrl_tcp_listen 127.0.0.1:${control}`,
  ];
  writeFileSync(join(folder, 'config'), `${lines.join('\n')}\n`);
  writeFileSync(
    join(folder, 'accounts'),
    `<sip:${user}@127.0.0.1:${registrarPort}${trusts === undefined ? '' : ';transport=tls'}>;auth_user=${user};auth_pass=${password};regint=60;answermode=manual${srtp ? ';mediaenc=srtp-mand' : ''}\n`,
  );
  writeFileSync(join(folder, 'contacts'), '');
  const running = run('baresip', ['-f', folder]);
  const remote = openControl(control);
  return {
    ...running,
    user,
    command: remote.command,
    events: remote.events,
    heard: () => heardIn(folder),
    close() {
      remote.close();
      running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
