/**
 * A carrier's front made of kamailio: one customer signs in with a password, calls of the customer are let out with it, and
 * calls to any number go to where the customer signed in. Who signed in is in its memory alone: a restart forgets it.
 */
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './programs.ts';

export interface KamailioOptions {
  port: number;
  /** Where telephones are, on loopback: calls from there go to the customer, the customer's go there. */
  networkPort: number;
  user: string;
  password: string;
  algorithm: 'MD5' | 'SHA-256';
  /** Longest registration it grants, s. */
  expiresS: number;
}

export interface Kamailio {
  /** Ends it and its children; resolves when the port is free again. */
  stop(): Promise<void>;
}

const REALM = 'carrier.test';
const MODULE_FOLDERS =
  '/usr/lib/x86_64-linux-gnu/kamailio/modules/:/usr/lib/aarch64-linux-gnu/kamailio/modules/';
const ASK_MS = 250;
const ASKS_MAX = 160;

const config = ({
  port,
  networkPort,
  user,
  password,
  algorithm,
  expiresS,
}: KamailioOptions): string => `#!KAMAILIO
log_stderror=yes
debug=0
children=1
disable_tcp=yes
auto_aliases=no
listen=udp:127.0.0.1:${port}
mpath="${MODULE_FOLDERS}"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
modparam("usrloc", "db_mode", 0)
modparam("registrar", "max_expires", ${expiresS})
modparam("auth", "algorithm", "${algorithm}")

request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK") && t_check_trans()) t_relay();
    exit;
  }
  if (is_method("OPTIONS")) { sl_send_reply("200", "Here"); exit; }
  if (is_method("REGISTER")) {
    if (!pv_www_authenticate("${REALM}", "${password}", "0") || $au != "${user}") {
      www_challenge("${REALM}", "1");
      exit;
    }
    save("location");
    exit;
  }
  if (!is_method("INVITE")) { sl_send_reply("405", "Not Here"); exit; }
  if ($sp == ${networkPort}) {
    $ru = "sip:${user}@127.0.0.1:${port}";
    if (!lookup("location")) { sl_send_reply("404", "Customer Not Signed In"); exit; }
  } else {
    if (!pv_proxy_authenticate("${REALM}", "${password}", "0") || $au != "${user}") {
      proxy_challenge("${REALM}", "1");
      exit;
    }
    consume_credentials();
    $du = "sip:127.0.0.1:${networkPort}";
  }
  record_route();
  t_relay();
}
`;

/** Whether it answers an OPTIONS within a moment. */
async function answers(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  const request = [
    `OPTIONS sip:127.0.0.1:${port} SIP/2.0`,
    'Via: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bK-ready',
    'From: <sip:ready@127.0.0.1>;tag=1',
    'To: <sip:127.0.0.1>',
    'Call-ID: ready',
    'CSeq: 1 OPTIONS',
    'Max-Forwards: 70',
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n');
  return new Promise((resolve) => {
    const end = (answered: boolean): void => {
      clearTimeout(limit);
      socket.close();
      resolve(answered);
    };
    const limit = setTimeout(() => end(false), ASK_MS);
    socket.once('message', () => end(true));
    socket.on('error', () => {});
    socket.send(request, port, '127.0.0.1');
  });
}

/** Starts it; resolves when it answers. */
export async function kamailio(options: KamailioOptions): Promise<Kamailio> {
  const folder = mkdtempSync(join(tmpdir(), 'sip-carrier-'));
  const file = join(folder, 'kamailio.cfg');
  writeFileSync(file, config(options));
  const { child, done } = run('kamailio', [
    '-f',
    file,
    '-DD',
    '-E',
    '-w',
    folder,
    '-Y',
    folder,
    '-m',
    '32',
    '-M',
    '4',
  ]);
  let ended: string | undefined;
  void done.then(({ output }) => {
    ended = output;
    rmSync(folder, { recursive: true, force: true });
  });
  // SIGKILL would leave its children behind.
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await done;
  };
  for (let asked = 1; asked <= ASKS_MAX; asked++) {
    if (ended !== undefined) throw new Error(`kamailio did not start; it said:\n${ended}`);
    if (await answers(options.port)) return { stop };
  }
  await stop();
  throw new Error(`kamailio did not answer in ${ASKS_MAX * ASK_MS} ms; it said:\n${ended}`);
}
