import { describe, expect, it } from 'vitest';
import { header, headerValues, parseMessage, type SipRequest, type SipResponse } from '../grammar/index.ts';
import {
  confirmDialog,
  dialogFromRequest,
  dialogFromResponse,
  nextHop,
  refreshTarget,
  requestInDialog,
  takeRequest,
} from './dialog.ts';
import { glareWaitMs, takeOffer } from './offer-answer.ts';
import {
  formatReferTo,
  parseReferTo,
  readFragment,
  replacesOf,
  sipFragment,
  warning,
  warningWords,
} from './refer.ts';
import { judgeProvisional, prackMatches, reliableWish } from './reliable.ts';
import { answerSessionTimer, learnSessionTimer, minSessionOf, sessionDeadlineMs } from './session-timer.ts';
import { startRepeat, stepRepeat } from './success-repeat.ts';

function message(start: string, lines: string[]): SipRequest | SipResponse {
  const method = start.startsWith('SIP') ? 'INVITE' : start.split(' ')[0];
  const usual = [
    'Via: SIP/2.0/UDP h;branch=z9hG4bKx',
    'From: <sip:a@x>;tag=fa',
    'To: <sip:b@y>',
    'Call-ID: c',
    `CSeq: 7 ${method}`,
  ];
  const own = new Set(lines.map((line) => line.split(':')[0]!.toLowerCase()));
  const all = [...usual.filter((line) => !own.has(line.split(':')[0]!.toLowerCase())), ...lines];
  const parsed = parseMessage(Buffer.from(`${start}\r\n${all.join('\r\n')}\r\n\r\n`));
  if (!parsed.ok) throw new Error(parsed.error.detail);
  return parsed.message;
}
const invite = (...lines: string[]) => message('INVITE sip:b@y SIP/2.0', lines) as SipRequest;
const answer = (status: number, ...lines: string[]) =>
  message(`SIP/2.0 ${status} x`, ['To: <sip:b@y>;tag=tb', ...lines]) as SipResponse;

describe('dialogs, RFC 3261 12', () => {
  it('callee: route set as recorded, requests go to their Contact', () => {
    const made = dialogFromRequest(
      invite('Contact: <sip:a@1.1.1.1>', 'Record-Route: <sip:p1;lr>, <sip:p2;lr>'),
      'me',
    );
    if (!made.ok) throw new Error(made.error.detail);
    const { request, dialog } = requestInDialog(made.value, 'BYE');
    expect(request.uri).toBe('sip:a@1.1.1.1');
    expect(headerValues(request, 'route')).toEqual(['<sip:p1;lr>', '<sip:p2;lr>']);
    expect([header(request, 'from'), header(request, 'to'), header(request, 'cseq')]).toEqual([
      '<sip:b@y>;tag=me',
      '<sip:a@x>;tag=fa',
      '1 BYE',
    ]);
    expect([dialog.localSeq, nextHop(dialog)]).toEqual([1, 'sip:p1;lr']);
  });

  it('callee: an INVITE without Contact makes no dialog', () => {
    expect(dialogFromRequest(invite(), 'me')).toMatchObject({ ok: false });
  });

  it('caller: route set reversed; the 2xx replaces what a 1xx said', () => {
    const early = dialogFromResponse(
      invite(),
      answer(183, 'Contact: <sip:early@2>', 'Record-Route: <sip:p9;lr>'),
    );
    if (!early.ok) throw new Error('early');
    const up = confirmDialog(
      early.value,
      answer(200, 'Contact: <sip:late@3>', 'Record-Route: <sip:p1;lr>, <sip:p2;lr>'),
    );
    const { request } = requestInDialog(up, 'ACK', {}, 7);
    expect([request.uri, headerValues(request, 'route'), header(request, 'cseq')]).toEqual([
      'sip:late@3',
      ['<sip:p2;lr>', '<sip:p1;lr>'],
      '7 ACK',
    ]);
    expect(requestInDialog(up, 'BYE').request.cseq.number).toBe(8);
  });

  it('a strict router gets itself as Request-URI and the target as last route', () => {
    const made = dialogFromRequest(
      invite('Contact: <sip:a@1>', 'Record-Route: <sip:old>, <sip:p2;lr>'),
      'me',
    );
    if (!made.ok) throw new Error('dialog');
    const { request } = requestInDialog(made.value, 'BYE');
    expect([request.uri, headerValues(request, 'route')]).toEqual(['sip:old', ['<sip:p2;lr>', '<sip:a@1>']]);
  });

  it('takes requests in order only, and a new target from a refresh', () => {
    const made = dialogFromRequest(invite('Contact: <sip:a@1>'), 'me');
    if (!made.ok) throw new Error('dialog');
    expect(takeRequest(made.value, invite('CSeq: 7 INVITE'))).toBeUndefined();
    expect(takeRequest(made.value, invite('CSeq: 20 INVITE'))?.remoteSeq).toBe(20);
    expect(refreshTarget(made.value, invite('Contact: <sip:new@2>')).target).toBe('sip:new@2');
    expect(refreshTarget(made.value, invite()).target).toBe('sip:a@1');
  });
});

describe('2xx until its ACK, RFC 3261 13.3.1.4', () => {
  it('repeats at T1 doubling to T2 and gives up after 64*T1', () => {
    let state = startRepeat(0, 500);
    const sent: number[] = [];
    let endedAt = 0;
    for (let now = 0; now <= 40_000 && endedAt === 0; now += 100) {
      const verdict = stepRepeat(state, now, 4000);
      if (verdict.type === 'give-up') endedAt = now;
      else state = verdict.state;
      if (verdict.type === 'repeat') sent.push(now);
    }
    expect(sent).toEqual([500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500]);
    expect(endedAt).toBe(32_000);
  });
});

describe('one offer at a time', () => {
  it.each([
    ['idle', { ok: true, state: 'theirs' }],
    ['ours', { ok: false, status: 491 }],
    ['theirs', { ok: false, status: 500 }],
  ] as const)('their offer in state %s', (state, verdict) => {
    expect(takeOffer(state)).toEqual(verdict);
  });

  it('after a glare the owner of the Call-ID waits 2.1 to 4 s, the other up to 2 s', () => {
    expect([glareWaitMs(true, 0), glareWaitMs(true, 0.9999)]).toEqual([2100, 4000]);
    expect([glareWaitMs(false, 0), glareWaitMs(false, 0.9999)]).toEqual([0, 2000]);
  });
});

describe('session timers, RFC 4028', () => {
  it.each([
    ['nobody asks', [], undefined, { type: 'none' }],
    [
      'they ask, they refresh',
      ['Supported: timer', 'Session-Expires: 1800;refresher=uac'],
      undefined,
      { type: 'timer', timer: { intervalS: 1800, weRefresh: false } },
    ],
    [
      'they ask us to refresh',
      ['Supported: timer', 'Session-Expires: 600;refresher=uas'],
      1800,
      { type: 'timer', timer: { intervalS: 600, weRefresh: true } },
    ],
    ['too small', ['Supported: timer', 'Session-Expires: 30'], undefined, { type: 'too-small', minS: 90 }],
    ['we ask, they know nothing', [], 300, { type: 'timer', timer: { intervalS: 300, weRefresh: true } }],
    [
      'never below their Min-SE',
      ['Supported: timer', 'Session-Expires: 900', 'Min-SE: 500'],
      300,
      { type: 'timer', timer: { intervalS: 500, weRefresh: false } },
    ],
  ] as const)('%s', (_, lines, wanted, want) => {
    expect(answerSessionTimer(invite(...lines), wanted)).toMatchObject(want);
  });

  it('the asker reads the answer; without one it refreshes alone', () => {
    expect(learnSessionTimer(answer(200, 'Session-Expires: 120;refresher=uas'), 300)).toEqual({
      intervalS: 120,
      weRefresh: false,
    });
    expect(learnSessionTimer(answer(200), 300)).toEqual({ intervalS: 300, weRefresh: true });
    expect(learnSessionTimer(answer(200), undefined)).toBeUndefined();
    expect(minSessionOf(answer(422, 'Min-SE: 240'))).toBe(240);
    expect(minSessionOf(answer(422, 'Min-SE: 999999'))).toBeUndefined();
  });

  it('refresh half way, hang up shortly before the end', () => {
    expect(sessionDeadlineMs({ intervalS: 1800, weRefresh: true })).toBe(900_000);
    expect(sessionDeadlineMs({ intervalS: 1800, weRefresh: false })).toBe(1_768_000);
    expect(sessionDeadlineMs({ intervalS: 90, weRefresh: false })).toBe(60_000);
  });
});

describe('reliable provisionals, RFC 3262', () => {
  it('reads the wish', () => {
    expect([
      reliableWish(invite()),
      reliableWish(invite('Supported: timer, 100rel')),
      reliableWish(invite('Require: 100rel')),
    ]).toEqual(['no', 'may', 'must']);
  });

  it('acknowledges in order, drops repeats and gaps', () => {
    const of = (rseq: number) => answer(183, 'Require: 100rel', `RSeq: ${rseq}`);
    expect(judgeProvisional(of(10), undefined)).toMatchObject({ type: 'acknowledge', rack: { rseq: 10 } });
    expect(judgeProvisional(of(10), 10).type).toBe('drop');
    expect(judgeProvisional(of(12), 10).type).toBe('drop');
    expect(judgeProvisional(of(11), 10).type).toBe('acknowledge');
    expect(judgeProvisional(answer(183), 10).type).toBe('plain');
  });

  it('a PRACK must name what was sent', () => {
    const prack = (rack: string) => message('PRACK sip:b@y SIP/2.0', [`RAck: ${rack}`]) as SipRequest;
    expect(prackMatches({ rseq: 5, cseq: 7 }, prack('5 7 INVITE'))).toBe(true);
    expect(prackMatches({ rseq: 5, cseq: 7 }, prack('6 7 INVITE'))).toBe(false);
    expect(prackMatches(undefined, prack('5 7 INVITE'))).toBe(false);
  });
});

describe('REFER and Replaces, RFC 3515 and 3891', () => {
  it('a target with the dialog it replaces survives its escaping', () => {
    const replaces = { callId: '12@a=b;c%', toTag: 't1', fromTag: 'f&2', earlyOnly: false };
    const safe = { ...replaces, callId: '12@a', fromTag: 'f2' };
    const refer = message('REFER sip:b@y SIP/2.0', [`Refer-To: ${formatReferTo('sip:c@z:5070', safe)}`]);
    expect(parseReferTo(refer)).toEqual({ ok: true, value: { uri: 'sip:c@z:5070', replaces: safe } });
  });

  it.each(['Refer-To: sip:c@z', 'r: "C" <sip:c@z>', 'Refer-To: sip:c@z?X=y'])('reads %s', (line) => {
    expect(parseReferTo(message('REFER sip:b@y SIP/2.0', [line]))).toEqual({
      ok: true,
      value: { uri: 'sip:c@z' },
    });
  });

  it.each([
    ['none', []],
    ['two', ['Refer-To: <sip:a@b>, <sip:c@d>']],
    ['a foreign scheme', ['Refer-To: <http://x>']],
  ])('refuses %s', (_, lines) => {
    expect(parseReferTo(message('REFER sip:b@y SIP/2.0', lines)).ok).toBe(false);
  });

  it('two Replaces, or half a one, are an error', () => {
    expect(replacesOf(invite())).toBeUndefined();
    expect(replacesOf(invite('Replaces: c;to-tag=1;from-tag=2;early-only'))).toMatchObject({
      ok: true,
      value: { earlyOnly: true },
    });
    expect(replacesOf(invite('Replaces: c;to-tag=1'))?.ok).toBe(false);
    expect(replacesOf(invite('Replaces: c;to-tag=1;from-tag=2', 'Replaces: c;to-tag=1;from-tag=2'))?.ok).toBe(
      false,
    );
  });

  it('a NOTIFY body is a status line', () => {
    expect(readFragment(sipFragment(180, 'Ringing'))).toEqual({ status: 180, reason: 'Ringing' });
    expect(readFragment('nonsense')).toBeUndefined();
  });

  it('a NOTIFY body says why, in words that cannot end their line', () => {
    const body = sipFragment(480, 'Temporarily Unavailable', [
      warning('Baton', 'Ben said "no",\r\nthen left.'),
    ]);
    expect(body.split('\r\n')).toHaveLength(3);
    expect(readFragment(body)).toEqual({
      status: 480,
      reason: 'Temporarily Unavailable',
      words: expect.stringMatching(/^Ben said "no",\s+then left\.$/),
    });
    expect(warningWords('399 x no quotes')).toBeUndefined();
  });
});
