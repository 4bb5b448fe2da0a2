/**
 * Pages for the public: `/consent/:playbook` makes a lead with its consent, `/opt-out` and `/opt-out/:token` withdraw one.
 * Registered beside the API; plain forms, no cookie, no script, few requests an address.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BatonError } from '../../../errors.ts';
import type { Edge } from '../../../http/context.ts';
import { ration } from '../../../http/request.ts';
import { parsePhone } from '../../../lead/phone.ts';
import type { Core } from '../../core.ts';
import { arrive } from '../../intake.ts';
import { loadLead } from '../../lead-row.ts';
import {
  codePage,
  consentOf,
  consentPage,
  NOTHING_TYPED,
  type Offered,
  problemsOf,
  type Typed,
  thanksPage,
} from './consent-form.ts';
import { beginCode, checkCode } from './number-code.ts';
import { badLinkPage, confirmPage, numberPage, stoppedPage } from './opt-out-page.ts';
import { revoke } from './revoke.ts';
import { linkKey, readToken, signToken } from './token.ts';

const BODY_LIMIT_BYTES = 16_384;
const hidden = { hide: true };

/** How people reach us: as configured, else as this request did (its Host header was checked at the edge). */
const baseOf = (edge: Edge, request: FastifyRequest): string =>
  edge.config.publicUrl ?? `${request.protocol}://${request.host}`;
/** Form fields are strings; a field sent twice or a strange body is nothing. */
const fieldOf = (body: unknown, name: string): string =>
  body instanceof URLSearchParams ? (body.get(name) ?? '').slice(0, 500) : '';

export function registerHostedPages(app: FastifyInstance, edge: Edge, core: Core): void {
  void app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    );
    const html = (reply: FastifyReply, text: string, status = 200) =>
      reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(text);
    const looking = async (request: FastifyRequest, reply: FastifyReply) =>
      ration(edge.limits.stranger, request.ip, edge.now(), reply);
    const sending = async (request: FastifyRequest, reply: FastifyReply) =>
      ration(edge.limits.chat, `form ${request.ip}`, edge.now(), reply);
    const get = (url: string, answer: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) =>
      scope.route({ method: 'GET', url, schema: hidden as never, onRequest: looking, handler: answer });
    const post = (url: string, answer: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) =>
      scope.route({
        method: 'POST',
        url,
        schema: hidden as never,
        bodyLimit: BODY_LIMIT_BYTES,
        onRequest: sending,
        handler: answer,
      });

    /** The lead with its consent; what the page said, by a hash of its words, was checked before. */
    const taken = async (
      offered: Offered,
      typed: Typed,
      e164: string,
      request: FastifyRequest,
      reply: FastifyReply,
      verifiedAtMs?: number,
    ) => {
      const pageUrl = `${baseOf(edge, request)}/consent/${offered.playbook.id}`;
      const consent = consentOf(offered, {
        atMs: edge.now(),
        ip: request.ip,
        pageUrl,
        userAgent: request.headers['user-agent'] ?? '',
        ...(verifiedAtMs === undefined ? {} : { verifiedAtMs }),
      });
      const input = {
        phone: e164,
        name: typed.name.trim().slice(0, 120),
        playbook: offered.playbook.id,
        source: 'consent form',
        consent,
        ...(typed.zip === '' ? {} : { zip: typed.zip }),
      };
      const { leadId, next } = await arrive(core, input, null);
      const link = `/opt-out/${signToken(await linkKey(core.db, edge.now()), leadId)}`;
      return html(
        reply,
        thanksPage(
          offered,
          next.willText
            ? `We will text ${typed.phone.trim()} ${next.untilMs === null ? 'in a moment' : 'when the hour is fit'}.`
            : 'We have your request.',
          link,
        ),
      );
    };

    get('/consent/:playbook', async (request, reply) =>
      html(reply, consentPage(offeredTo(core, edge, request), NOTHING_TYPED, {})),
    );
    post('/consent/:playbook', async (request, reply) => {
      const offered = offeredTo(core, edge, request);
      const typed = typedIn(request.body);
      const phone = parsePhone(typed.phone);
      const problems = problemsOf(offered, typed, phone.ok ? null : phone.message);
      if (!phone.ok || Object.keys(problems).length > 0)
        return html(reply, consentPage(offered, typed, problems), 422);
      if (core.tenantBook?.saved().value.verifyNumbers) {
        const begun = await beginCode(core, phone.e164, typed, edge.now());
        return begun.ok
          ? html(reply, codePage(offered, typed.phone.trim(), begun.id, null))
          : html(reply, consentPage(offered, typed, { phone: begun.words }), 422);
      }
      return taken(offered, typed, phone.e164, request, reply);
    });
    // The form was read before the code was sent; what it said then is what is kept.
    post('/consent/:playbook/code', async (request, reply) => {
      const offered = offeredTo(core, edge, request);
      const id = fieldOf(request.body, 'id');
      const checked = await checkCode(core, id, fieldOf(request.body, 'code'), edge.now());
      if (checked.ok) {
        const phone = parsePhone(checked.form.phone);
        if (!phone.ok) throw new BatonError('BAD_PHONE', phone.message);
        // The words may have changed while the code was on its way.
        const problems = problemsOf(offered, checked.form, null);
        if (Object.keys(problems).length > 0)
          return html(reply, consentPage(offered, checked.form, problems), 422);
        return taken(offered, checked.form, phone.e164, request, reply, edge.now());
      }
      return checked.over
        ? html(reply, consentPage(offered, NOTHING_TYPED, { phone: checked.words }), 422)
        : html(reply, codePage(offered, 'your number', id, checked.words), 422);
    });
    get('/opt-out', async (_request, reply) => html(reply, numberPage(core.settings.seller.name, '', null)));
    post('/opt-out', async (request, reply) => {
      const typed = fieldOf(request.body, 'phone');
      const phone = parsePhone(typed);
      if (!phone.ok) return html(reply, numberPage(core.settings.seller.name, typed, phone.message), 422);
      await revoke(core, { phone: phone.e164, leadId: null, how: 'web form', ip: request.ip }, edge.now());
      return html(reply, stoppedPage(core.settings.seller.name, phone.e164));
    });

    get('/opt-out/:token', async (request, reply) => {
      const lead = await leadOfLink(core, edge, request);
      return lead
        ? html(reply, confirmPage(core.settings.seller.name, lead.phone))
        : html(reply, badLinkPage(), 404);
    });
    post('/opt-out/:token', async (request, reply) => {
      const lead = await leadOfLink(core, edge, request);
      if (!lead) return html(reply, badLinkPage(), 404);
      await revoke(core, { phone: lead.phone, leadId: lead.id, how: 'web link', ip: request.ip }, edge.now());
      return html(reply, stoppedPage(core.settings.seller.name, lead.phone));
    });
  });
}

function offeredTo(core: Core, edge: Edge, request: FastifyRequest): Offered {
  const id = String((request.params as { playbook?: string }).playbook ?? '');
  const playbook = core.playbooks.get(id);
  if (!playbook) throw new BatonError('UNKNOWN_PLAYBOOK', 'There is no form at this address.');
  return { playbook, seller: core.settings.seller.legalName, optOutUrl: `${baseOf(edge, request)}/opt-out` };
}

const typedIn = (body: unknown): Typed => ({
  name: fieldOf(body, 'name'),
  phone: fieldOf(body, 'phone'),
  zip: fieldOf(body, 'zip').trim(),
  agree: fieldOf(body, 'agree') === 'yes',
  shown: fieldOf(body, 'shown'),
});

async function leadOfLink(core: Core, edge: Edge, request: FastifyRequest) {
  const token = String((request.params as { token?: string }).token ?? '');
  const leadId = readToken(await linkKey(core.db, edge.now()), token);
  return leadId === null ? null : loadLead(core.db, leadId);
}
