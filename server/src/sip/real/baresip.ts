import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type Running, run } from './programs.ts';

export interface Phone extends Running {
  user: string;
  /** One command over its control port: `accept`, `hangup`. */
  command(name: string): Promise<void>;
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

/** A second of silence at 8 kHz, as a WAV file: what the phone says. */
function silence(): Buffer {
  const samples = 8000;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples * 2, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples * 2, 40);
  return Buffer.concat([head, Buffer.alloc(samples * 2)]);
}

export interface BaresipOptions {
  /** Says what it hears, as it has understood it; otherwise silence. */
  echoes?: boolean;
  /** Speaks nothing but SRTP, with keys in the description. */
  srtp?: boolean;
  codec?: 'g711' | 'g722';
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
  { echoes = false, srtp = false, codec = 'g711' }: BaresipOptions,
): Promise<Phone> {
  const folder = mkdtempSync(join(tmpdir(), 'sip-phone-'));
  const control = await freePort();
  mkdirSync(folder, { recursive: true });
  const wav = join(folder, 'in.wav');
  writeFileSync(wav, silence());
  const lines = [
    'poll_method epoll',
    // It takes the next port for TLS too; with port 0 it never registers.
    `sip_listen 127.0.0.1:${await freePort()}`,
    echoes ? 'audio_source aubridge,loop' : `audio_source aufile,${wav}`,
    echoes ? 'audio_player aubridge,loop' : `audio_player aufile,${join(folder, 'out.wav')}`,
    `audio_alert aufile,${join(folder, 'alert.wav')}`,
    `module_path ${moduleFolder()}`,
    `module ${codec}.so`,
    ...(srtp ? ['module srtp.so'] : []),
    'module aufile.so',
    ...(echoes ? ['module aubridge.so'] : []),
    'module_tmp account.so',
    'module_app ctrl_tcp.so',
    'module_app menu.so',
    `ctrl_tcp_listen 127.0.0.1:${control}`,
  ];
  writeFileSync(join(folder, 'config'), `${lines.join('\n')}\n`);
  writeFileSync(
    join(folder, 'accounts'),
    `<sip:${user}@127.0.0.1:${registrarPort}>;auth_user=${user};auth_pass=${password};regint=60;answermode=manual${srtp ? ';mediaenc=srtp-mand' : ''}\n`,
  );
  writeFileSync(join(folder, 'contacts'), '');
  const running = run('baresip', ['-f', folder]);
  return {
    ...running,
    user,
    command: (name) => send(control, name),
    close() {
      running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function send(port: number, command: string): Promise<void> {
  const text = JSON.stringify({ command });
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${text.length}:${text},`));
    socket.on('error', reject);
    socket.once('data', () => {
      socket.destroy();
      resolve();
    });
  });
}
