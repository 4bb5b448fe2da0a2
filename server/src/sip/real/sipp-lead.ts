/**
 * A lead who is SIPp: it calls, presses one key and hangs up when it is told to, over the socket meant for a second SIPp (3PCC).
 * SIPp can neither record what it hears nor send a tone while another socket listens, so its description names the caller's own.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type Running, sipp } from './programs.ts';

export interface SippLead extends Running {
  /** It goes on: calls, then presses the key, then hangs up where that is its part. */
  next(): void;
  /** Our description, from the 200. */
  answered: Promise<string>;
}

export interface SippLeadOptions {
  /** Whom it calls, `127.0.0.1:5060`, and which number. */
  server: string;
  number: string;
  /** Its own number. */
  from: string;
  /** Its description. */
  sdp: string;
  key: string;
  /** Who ends the call. */
  endedBy: 'lead' | 'us';
}

const CALL_ID = 'lead-1';
/** Ends a command between two SIPp. */
const ESCAPE = '\x1b';
const TWIN_TRIES = 1_200;
const TWIN_AGAIN_MS = 50;

const request = (method: string, number: number, headers: string, body: string): string => `
  <send retrans="500"><![CDATA[
    ${method} [next_url] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    [last_From:]
    [last_To:]
    Call-ID: [call_id]
    CSeq: ${number} ${method}
    [routes]
    Max-Forwards: 70
    ${headers}Content-Length: [len]

    ${body}
  ]]></send>
  <recv response="200"/>`;

const scenario = ({ number, from, sdp, key, endedBy }: SippLeadOptions): string => `<?xml version="1.0"?>
<scenario name="lead">
  <recvCmd/>
  <send retrans="500"><![CDATA[
    INVITE sip:${number}@[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    From: <sip:${from}@[local_ip]:[local_port]>;tag=[call_number]
    To: <sip:${number}@[remote_ip]:[remote_port]>
    Call-ID: [call_id]
    CSeq: 1 INVITE
    Contact: <sip:${from}@[local_ip]:[local_port];transport=[transport]>
    Max-Forwards: 70
    Content-Type: application/sdp
    Content-Length: [len]

${sdp
  .trim()
  .split('\r\n')
  .map((line) => `    ${line}`)
  .join('\n')}

  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="200" rrs="true">
    <action><ereg regexp="m=audio ([0-9]+)" search_in="body" check_it="true" assign_to="1,2"/></action>
  </recv>
  <send><![CDATA[
    ACK [next_url] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    [last_From:]
    [last_To:]
    Call-ID: [call_id]
    CSeq: 1 ACK
    [routes]
    Max-Forwards: 70
    Content-Length: 0

  ]]></send>
  <sendCmd><![CDATA[
    Call-ID: [call_id]
    Audio: [$2] of [$1]
  ]]></sendCmd>
  <recvCmd/>
  ${request('INFO', 2, 'Content-Type: application/dtmf-relay\n    ', `Signal=${key}\n    Duration=160`)}
  ${
    endedBy === 'lead'
      ? `<recvCmd/>${request('BYE', 3, '', '')}`
      : `<recv request="BYE"/>
  <send><![CDATA[
    SIP/2.0 200 OK
    [last_Via:]
    [last_From:]
    [last_To:]
    [last_Call-ID:]
    [last_CSeq:]
    Content-Length: 0

  ]]></send>`
  }
</scenario>`;

/** SIPp listens for its twin once it has read the scenario. */
async function twinOf(port: number): Promise<Socket> {
  for (let tried = 1; tried <= TWIN_TRIES; tried++) {
    const socket = connect(port, '127.0.0.1');
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (open) return socket;
    await new Promise((resolve) => setTimeout(resolve, TWIN_AGAIN_MS));
  }
  throw new Error(`SIPp took no commands in ${TWIN_TRIES * TWIN_AGAIN_MS} ms`);
}

/** Starts it; it waits for the first `next`. */
export async function sippLead(options: SippLeadOptions): Promise<SippLead> {
  const folder = mkdtempSync(join(tmpdir(), 'sipp-lead-'));
  const file = join(folder, 'lead.xml');
  writeFileSync(file, scenario(options));
  const twinPort = await freePort();
  const running = await sipp([
    options.server,
    '-sf',
    file,
    '-cid_str',
    CALL_ID,
    '-3pcc',
    `127.0.0.1:${twinPort}`,
    '-m',
    '1',
  ]);
  void running.done.then(() => rmSync(folder, { recursive: true, force: true }));
  const twin = await twinOf(twinPort);
  twin.on('error', () => {});
  const answered = new Promise<string>((resolve) => {
    let told = '';
    twin.on('data', (chunk: Buffer) => {
      told += chunk.toString('latin1');
      const [, port] = /Audio: (\d+) of/.exec(told) ?? [];
      if (port !== undefined)
        resolve(
          `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\n`,
        );
    });
  });
  return {
    ...running,
    answered,
    next: () => void twin.write(`Call-ID: ${CALL_ID}\r\n\r\n${ESCAPE}`),
    stop: () => {
      twin.destroy();
      running.stop();
    },
  };
}
