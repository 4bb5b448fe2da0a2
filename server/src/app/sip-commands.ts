/** The telephone routes over their tables. Roles were checked at the edge. */
import { randomBytes } from 'node:crypto';
import type { SipRoute } from '../../../contract/sip.ts';
import { BatonError } from '../errors.ts';
import type { Commands } from '../http/services.ts';
import { parsePhone } from '../lead/phone.ts';
import { parseUri } from '../sip/index.ts';
import type { Core } from './core.ts';
import { answeredBy } from './departments.ts';
import type { DestinationRoute } from './destination-commands.ts';
import { mustBeCalled } from './destinations.ts';
import { deviceOf, hashesOf, type PhoneRow, type TrunkRow } from './sip.ts';
import { carrierIsThere, carrierWords, referProblem, srtpWords, trunkWords } from './sip-words.ts';

const done = { ok: true } as const;
const off = () => new BatonError('UNAVAILABLE', 'SIP is off: set BATON_SIP_PORT and start again.');

function e164Of(text: string): string {
  const phone = parsePhone(text);
  if (!phone.ok) throw new BatonError('BAD_PHONE', phone.message);
  return phone.e164;
}

/** Keys are told leg by leg and end here: encrypted sound always passes through us. */
function mustBeOpen({ srtp, directMedia }: { srtp?: boolean; directMedia?: boolean }): void {
  if (srtp !== true || directMedia !== true) return;
  const problem = 'Encrypted sound (SRTP) always passes through Baton: switch off one of the two.';
  throw new BatonError('VALIDATION', problem, { details: { fields: { directMedia: problem } } });
}

export function sipCommands(core: Core): Pick<Commands, Exclude<SipRoute, DestinationRoute>> {
  const { db } = core;
  const side = () => core.sip ?? null;
  const one = async <T>(text: string, id: string, what: string): Promise<T> => {
    const { rows } = await db.query<T & Record<string, unknown>>({ text, values: [id] });
    if (!rows[0]) throw new BatonError('NOT_FOUND', `There is no ${what} ${id}.`);
    return rows[0];
  };
  /** Never found out on a lead: a carrier that is not there, or says that it takes no REFER, cannot be asked to move anybody. */
  const mustTakeRefer = async (server: string): Promise<void> => {
    const sip = side()?.telephony?.sip;
    if (sip === undefined) throw off();
    const { status, reason, allows } = await sip.ping(server);
    const problem = referProblem(status, reason, allows);
    if (problem !== null)
      throw new BatonError('VALIDATION', `This carrier cannot move calls: ${problem}`, {
        hint: 'Leave it at bridging: Baton dials, and stays in the call. Or ask the carrier to allow REFER.',
        details: { fields: { transfers: problem } },
      });
  };
  return {
    async sipTrunks() {
      const { rows } = await db.query<TrunkRow & Record<string, unknown>>({
        text: 'select * from baton.sip_trunks order by created_ms, id',
        values: [],
      });
      const sip = side()?.telephony?.sip;
      const now = new Map(sip?.trunks().map((trunk) => [trunk.id, trunk]));
      return {
        listening: sip !== undefined,
        trunks: rows.map(
          ({
            id,
            name,
            server,
            username,
            registers,
            hosts,
            caller,
            srtp,
            transfers,
            direct_media,
            created_ms,
          }) => {
            const state = now.get(id);
            const fault = side()?.tlsFault(server) ?? null;
            const words =
              state === undefined
                ? 'SIP is off (BATON_SIP_PORT).'
                : (fault ?? trunkWords(state.health, state.registration));
            return {
              id,
              name,
              server,
              username,
              registers,
              hosts,
              caller,
              srtp,
              transfers,
              directMedia: direct_media,
              createdAtMs: Number(created_ms),
              state: state?.health ?? 'off',
              words: srtp ? `${words} ${srtpWords(server)}`.trimEnd() : words,
            };
          },
        ),
      };
    },
    async createTrunk(_actor, { body, nowMs }) {
      if (!parseUri(body.server).ok)
        throw new BatonError('VALIDATION', 'The server is no SIP address, for example sip:carrier.example.');
      if (body.registers && (body.username === undefined || body.password === undefined))
        throw new BatonError(
          'VALIDATION',
          'To sign in at the carrier, a user name and a password are needed.',
        );
      mustBeOpen(body);
      if (body.transfers === 'refer') await mustTakeRefer(body.server);
      const row: TrunkRow = {
        id: core.id(),
        name: body.name,
        server: body.server,
        username: body.username ?? null,
        password: body.password ?? null,
        registers: body.registers,
        hosts: body.hosts,
        caller: body.caller === undefined ? null : e164Of(body.caller),
        srtp: body.srtp ?? false,
        transfers: body.transfers ?? 'bridge',
        direct_media: body.directMedia ?? false,
        created_ms: String(nowMs),
      };
      try {
        side()?.addTrunk(row);
      } catch (error) {
        throw new BatonError(
          'VALIDATION',
          error instanceof Error ? error.message : 'The carrier cannot be used like that.',
        );
      }
      await db.query({
        text: 'insert into baton.sip_trunks (id, name, server, username, password, registers, hosts, caller, created_ms, srtp, transfers, direct_media) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)',
        values: [
          row.id,
          row.name,
          row.server,
          row.username,
          row.password,
          row.registers,
          row.hosts,
          row.caller,
          nowMs,
          row.srtp,
          row.transfers,
          row.direct_media,
        ],
      });
      return { id: row.id };
    },
    async editTrunk(_actor, { id, body }) {
      const { server, srtp } = await one<{ server: string; srtp: boolean }>(
        'select server, srtp from baton.sip_trunks where id = $1',
        id,
        'carrier',
      );
      mustBeOpen({ ...body, srtp });
      if (body.transfers === 'refer') await mustTakeRefer(server);
      const { transfers, directMedia: direct_media } = body;
      await db.query({
        text: 'update baton.sip_trunks set transfers = coalesce($2, transfers), direct_media = coalesce($3, direct_media) where id = $1',
        values: [id, transfers ?? null, direct_media ?? null],
      });
      side()?.editTrunk(id, {
        ...(transfers === undefined ? {} : { transfers }),
        ...(direct_media === undefined ? {} : { direct_media }),
      });
      return done;
    },
    async deleteTrunk(_actor, { id }) {
      await one('delete from baton.sip_trunks where id = $1 returning id', id, 'carrier');
      await side()?.removeTrunk(id);
      return done;
    },
    async testTrunk(_actor, { id }) {
      const { server } = await one<{ server: string }>(
        'select server from baton.sip_trunks where id = $1',
        id,
        'carrier',
      );
      const sip = side()?.telephony?.sip;
      if (sip === undefined) throw off();
      const { status, reason, tookMs } = await sip.ping(server);
      const fault = status === 0 ? (side()?.tlsFault(server) ?? null) : null;
      return { ok: carrierIsThere(status), status, words: fault ?? carrierWords(status, reason), tookMs };
    },
    async testTrunkCall(_actor, { id, body }) {
      const row = await one<{ name: string; caller: string | null }>(
        'select name, caller from baton.sip_trunks where id = $1',
        id,
        'carrier',
      );
      const test = side()?.testCall;
      if (!test) throw off();
      const to = e164Of(body.to);
      mustBeCalled(core.settings, to, 'to');
      return test({
        id: core.id(),
        trunkId: id,
        to,
        from: { number: row.caller ?? core.settings.seller.number, name: core.settings.seller.name },
      });
    },
    async sipNumbers() {
      const { rows } = await db.query<{
        e164: string;
        trunk_id: string;
        playbook: string;
        department: string | null;
        notice: boolean;
        created_ms: string;
      }>({ text: 'select * from baton.sip_numbers order by e164', values: [] });
      return {
        numbers: rows.map((row) => ({
          e164: row.e164,
          trunkId: row.trunk_id,
          playbook: row.playbook,
          department: row.department,
          notice: row.notice,
          createdAtMs: Number(row.created_ms),
        })),
        refused: [...(side()?.refused() ?? [])],
      };
    },
    async createNumber(_actor, { body, nowMs }) {
      const { playbook, department } = answeredBy(core, body);
      await one('select id from baton.sip_trunks where id = $1', body.trunkId, 'carrier');
      const e164 = e164Of(body.e164);
      const { rowCount } = await db.query({
        text: 'insert into baton.sip_numbers (e164, trunk_id, playbook, department, notice, created_ms) values ($1, $2, $3, $4, $5, $6) on conflict (e164) do nothing',
        values: [e164, body.trunkId, playbook, department, body.notice, nowMs],
      });
      if (!rowCount) throw new BatonError('CONFLICT', 'This number is there already.');
      side()?.putNumber(e164);
      return done;
    },
    async deleteNumber(_actor, { id }) {
      const shown = core.settings.departments.find((department) => department.callerId === id);
      if (shown)
        throw new BatonError('CONFLICT', `The department ${shown.name} shows this number to its leads.`, {
          hint: 'Give the department another number first, in Settings > Departments.',
        });
      await one('delete from baton.sip_numbers where e164 = $1 returning e164', id, 'number');
      side()?.dropNumber(id);
      return done;
    },
    async sipPhones() {
      const { rows } = await db.query<PhoneRow & Record<string, unknown>>({
        text: 'select * from baton.sip_phones order by created_ms, sip_user',
        values: [],
      });
      return {
        phones: rows.map((row) => ({
          user: row.sip_user,
          agentId: row.agent_id,
          label: row.label,
          srtp: row.srtp,
          directMedia: row.direct_media,
          createdAtMs: Number(row.created_ms),
          registered: side()?.isRegistered(row.sip_user) ?? false,
        })),
      };
    },
    async createPhone(_actor, { body, nowMs }) {
      mustBeOpen(body);
      await one('select id from baton.agents where id = $1', body.agentId, 'agent');
      const user = `phone-${randomBytes(5).toString('hex')}`;
      const secret = randomBytes(15).toString('base64url');
      const hashes = hashesOf(user, secret, body.old);
      await db.query({
        text: 'insert into baton.sip_phones (sip_user, agent_id, label, sha256, md5, created_ms, srtp, direct_media) values ($1, $2, $3, $4, $5, $6, $7, $8)',
        values: [
          user,
          body.agentId,
          body.label,
          hashes.sha256,
          hashes.md5,
          nowMs,
          body.srtp ?? false,
          body.directMedia ?? false,
        ],
      });
      await db.query({
        text: `update baton.agents set target = $2, state = jsonb_set(state, '{device}', $3::jsonb) where id = $1`,
        values: [
          body.agentId,
          JSON.stringify({ kind: 'registered', user }),
          JSON.stringify(deviceOf(false, nowMs)),
        ],
      });
      side()?.putPhone({
        sip_user: user,
        agent_id: body.agentId,
        label: body.label,
        ...hashes,
        srtp: body.srtp ?? false,
        direct_media: body.directMedia ?? false,
        created_ms: String(nowMs),
      });
      const server = side()?.address ?? '(SIP is off: set BATON_SIP_PORT)';
      const secure = side()?.secureAddress ?? null;
      return {
        user,
        secret,
        server,
        words: [
          `Server or domain: ${server}`,
          `User name: ${user}`,
          `Password: ${secret}`,
          'Transport: UDP',
          ...(secure === null ? [] : [`Or encrypted: transport TLS, server ${secure}`]),
          ...(body.srtp === true ? ['Encryption: SRTP with SDES keys, mandatory'] : []),
          'Codec: PCMU (G.711 u-law) or G.722; keys: RFC 4733 (RTP events)',
        ],
      };
    },
    async deletePhone(_actor, { id, nowMs }) {
      const { agent_id } = await one<{ agent_id: string }>(
        'delete from baton.sip_phones where sip_user = $1 returning agent_id',
        id,
        'phone',
      );
      side()?.dropPhone(id);
      await db.query({
        text: `update baton.agents set target = $2, state = jsonb_set(state, '{device}', $3::jsonb) where id = $1 and target->>'user' = $4`,
        values: [
          agent_id,
          JSON.stringify({ kind: 'station', stationId: `desk:${agent_id}` }),
          JSON.stringify({ ok: false, sinceMs: nowMs, words: 'browser closed' }),
          id,
        ],
      });
      return done;
    },
  };
}
