/**
 * Messages written from the descriptions in RFC 4475 (SIP torture tests); ours in wording, theirs in the trap.
 * `ok` says whether the message is read; `answer` the status a refused request gets, none when it is only dropped.
 */
export interface TortureCase {
  name: string;
  section: string;
  text: string;
  ok: boolean;
  answer?: 400 | 505;
}

interface Spec {
  start?: string;
  /** Lines that replace a usual one by name, or come on top of them. */
  lines?: string[];
  without?: string[];
  body?: string;
  length?: string;
}

/** A plain message with what the case changes. */
function make(spec: Spec): string {
  const start = spec.start ?? 'INVITE sip:vivekg@chair-dnrc.example.com SIP/2.0';
  const method = start.startsWith('SIP/') ? 'INVITE' : (start.split(/\s+/)[0] ?? '');
  const own = spec.lines ?? [];
  const usual = [
    'Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bKtorture',
    'Max-Forwards: 70',
    'From: "Caller" <sip:caller@example.net>;tag=1918181833n',
    'To: <sip:vivekg@chair-dnrc.example.com>',
    'Call-ID: torture.0ha0isndaksdj@192.0.2.1',
    `CSeq: 9 ${method}`,
    'Contact: <sip:caller@192.0.2.15>',
  ];
  const nameOf = (line: string): string => (line.split(':')[0] ?? '').trim().toLowerCase();
  const replaced = new Set([...own.map(nameOf), ...(spec.without ?? [])]);
  const body = spec.body ?? '';
  const length =
    spec.length ??
    (replaced.has('content-length') || replaced.has('l') ? '' : `Content-Length: ${body.length}\r\n`);
  const head = [...usual.filter((line) => !replaced.has(nameOf(line))), ...own].join('\r\n');
  return `${start}\r\n${head}\r\n${length}\r\n${body}`;
}

const SDP =
  'v=0\r\no=mhandley 29739 7272939 IN IP4 192.0.2.3\r\ns=-\r\nc=IN IP4 192.0.2.4\r\nt=0 0\r\nm=audio 49217 RTP/AVP 0 12\r\n';

const TORTUOUS = [
  'INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0',
  'TO :',
  ' sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n',
  'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>',
  '  ;',
  '  tag = 98asjd8',
  'MaX-fOrWaRdS: 0068',
  'Call-ID: wsinv.ndaksdj@192.0.2.1',
  'Content-Length   : 0',
  'cseq: 0009',
  '  INVITE',
  'Via  : SIP  /   2.0',
  ' /UDP',
  '    192.0.2.2;branch=390skdjuw',
  's :',
  'NewFangledHeader:   newfangled value',
  ' continued newfangled value',
  'UnknownHeaderWithUnusualValue: ;;,,;;,;',
  'Content-Type: application/sdp',
  'Route:',
  ' <sip:services.example.com;lr;unknownwith=value;unknown-no-value>',
  'v:  SIP  / 2.0  / TCP     spindle.example.com   ;',
  '  branch  =   z9hG4bK9ikj8  ,',
  ' SIP  /    2.0   / UDP  192.168.255.111   ; branch=',
  ' z9hG4bK30239',
  'm:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =',
  '      newvalue ;',
  '  secondparam ; q = 0.33',
  '',
  '',
].join('\r\n');

const HUGE = `a${'verylong'.repeat(120)}`;

/** 3.1.1: correct messages, however odd they look. */
const VALID: TortureCase[] = [
  { name: 'wsinv', section: '3.1.1.1', ok: true, text: TORTUOUS },
  {
    name: 'intmeth',
    section: '3.1.1.2',
    ok: true,
    text: make({
      start:
        "!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0",
      lines: [
        'To: "BEL:\\\u0007 NUL:\\\u0001 DEL:\\\u007f" <sip:1_unusual.URI~(to-be!sure)&isn\'t+it$/crazy?,/;;*@example.com>',
        "From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%=\"\u0440\u0430\u0431\u043e\u0442\u0430\";tag=_token~1'+`*%!-.",
        'Call-ID: intmeth.word%ZK-!.*_+\'@word`~)(><:\\/"][?}{',
        "CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~",
        "extensionHeader-!.%*+_`'~: \ufeff\u5927\u505c\u96fb",
      ],
    }),
  },
  {
    name: 'esc01',
    section: '3.1.1.3',
    ok: true,
    text: make({
      start: 'INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0',
      lines: [
        'To: sip:%75se%72@example.com',
        'Contact: <sip:cal%6Cer@192.0.2.2:5060;%6C%72;n%61me=v%61lue%25%34%31>',
      ],
    }),
  },
  {
    name: 'escnull',
    section: '3.1.1.4',
    ok: true,
    text: make({
      start: 'REGISTER sip:example.com SIP/2.0',
      lines: [
        'To: sip:null-%00-null@example.com',
        'From: sip:null-%00-null@example.com;tag=839923423',
        'Contact: <sip:%00@host5.example.com>, <sip:%00%00@host5.example.com>',
      ],
    }),
  },
  {
    name: 'esc02',
    section: '3.1.1.5',
    ok: true,
    text: make({
      start: 'RE%47IST%45R sip:registrar.example.com SIP/2.0',
      lines: [
        'To: "%Z%45" <sip:resource@example.com>',
        'Contact: <sip:alias1@host1.example.com>, <sip:alias3@host3.example.com>;expires=%5',
      ],
    }),
  },
  {
    name: 'lwsdisp',
    section: '3.1.1.6',
    ok: true,
    text: make({
      start: 'OPTIONS sip:user@example.com SIP/2.0',
      lines: ['From: caller<sip:caller@example.com>;tag=323'],
    }),
  },
  {
    name: 'longreq',
    section: '3.1.1.7',
    ok: true,
    text: make({
      lines: [
        `To: "I have a user name of extreme proportion"<sip:${HUGE}@example.com:6000;unknownparam1=${HUGE}>`,
        ...Array.from({ length: 34 }, (_, i) => `v: SIP/2.0/TCP sip${33 - i}.example.com;branch=z9hG4bK${i}`),
        `Unknown-${HUGE}-Name: ${HUGE}`,
      ],
    }),
  },
  {
    name: 'dblreq',
    section: '3.1.1.8',
    ok: true,
    text: `${make({ start: 'REGISTER sip:example.com SIP/2.0' })}INVITE sip:joe@example.com SIP/2.0\r\nt: <sip:joe@example.com>\r\n\r\n`,
  },
  {
    name: 'semiuri',
    section: '3.1.1.9',
    ok: true,
    text: make({
      start: 'OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0',
      lines: ['To: sip:j_user@example.com'],
    }),
  },
  {
    name: 'transports',
    section: '3.1.1.10',
    ok: true,
    text: make({
      start: 'OPTIONS sip:user@example.com SIP/2.0',
      lines: [
        'Via: SIP/2.0/UDP t1.example.com;branch=z9hG4bKkdjuw',
        'Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKklasjdhf',
        'Via: SIP/2.0/UNKNOWN t5.example.com;branch=z9hG4bKkdk',
      ],
    }),
  },
  {
    name: 'mpart01',
    section: '3.1.1.11',
    ok: true,
    text: make({
      start: 'MESSAGE sip:kumiko@example.org SIP/2.0',
      lines: ['Content-Type: multipart/mixed;boundary=7a9cbec02ceef655'],
      body: '--7a9cbec02ceef655\r\nContent-Type: text/plain\r\n\r\nHello\r\n--7a9cbec02ceef655--\r\n',
    }),
  },
  {
    name: 'unreason',
    section: '3.1.1.12',
    ok: true,
    text: make({
      start:
        'SIP/2.0 200 = 2**3 * 5**2 \u043d\u043e \u0441\u0442\u043e \u2014 \u043f\u0440\u043e\u0441\u0442\u043e\u0435',
    }),
  },
  { name: 'noreason', section: '3.1.1.13', ok: true, text: make({ start: 'SIP/2.0 100 ' }) },
];

/** 3.1.2: broken ones. */
const INVALID: TortureCase[] = [
  {
    name: 'badinv01',
    section: '3.1.2.1',
    ok: true,
    text: make({
      lines: [
        'Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bKkdjuw,,',
        'Contact: "Joe" <sip:joe@example.org>;;,,',
      ],
    }),
  },
  {
    name: 'clerr',
    section: '3.1.2.2',
    ok: false,
    answer: 400,
    text: make({ body: SDP, length: 'Content-Length: 9999\r\n' }),
  },
  {
    name: 'ncl',
    section: '3.1.2.3',
    ok: false,
    answer: 400,
    text: make({ body: SDP, length: 'Content-Length: -999\r\n' }),
  },
  {
    name: 'scalar02 cseq',
    section: '3.1.2.4',
    ok: false,
    answer: 400,
    text: make({ start: 'REGISTER sip:example.com SIP/2.0', lines: ['CSeq: 36893488147419103232 REGISTER'] }),
  },
  {
    name: 'scalar02 max-forwards',
    section: '3.1.2.4',
    ok: false,
    answer: 400,
    text: make({ start: 'REGISTER sip:example.com SIP/2.0', lines: ['Max-Forwards: 300'] }),
  },
  {
    name: 'scalarlg',
    section: '3.1.2.5',
    ok: false,
    text: make({
      start: 'SIP/2.0 503 Service Unavailable',
      lines: ['CSeq: 9292394834772304023312 OPTIONS', 'Retry-After: 949302838503028349304023988'],
    }),
  },
  {
    name: 'quotbal',
    section: '3.1.2.6',
    ok: false,
    answer: 400,
    text: make({ lines: ['To: "Mr. J. User <sip:j.user@example.com>'] }),
  },
  {
    name: 'ltgtruri',
    section: '3.1.2.7',
    ok: false,
    answer: 400,
    text: make({ start: 'INVITE <sip:user@example.com> SIP/2.0', lines: ['CSeq: 1 INVITE'] }),
  },
  {
    name: 'lwsruri',
    section: '3.1.2.8',
    ok: false,
    answer: 400,
    text: make({ start: 'INVITE sip:user@example.com; lr SIP/2.0', lines: ['CSeq: 1 INVITE'] }),
  },
  {
    name: 'lwsstart',
    section: '3.1.2.9',
    ok: true,
    text: make({ start: 'INVITE  sip:user@example.com  SIP/2.0' }),
  },
  {
    name: 'trws',
    section: '3.1.2.10',
    ok: true,
    text: make({ start: 'OPTIONS sip:remote-target@example.com SIP/2.0  ' }),
  },
  {
    name: 'escruri',
    section: '3.1.2.11',
    ok: true,
    text: make({ start: 'INVITE sip:user@example.com?Route=%3Csip:example.com%3E SIP/2.0' }),
  },
  {
    name: 'baddate',
    section: '3.1.2.12',
    ok: true,
    text: make({ lines: ['Date: Fri, 01 Jan 2010 16:00:00 EST'] }),
  },
  {
    name: 'regbadct',
    section: '3.1.2.13',
    ok: true,
    text: make({
      start: 'REGISTER sip:example.com SIP/2.0',
      lines: ['Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E'],
    }),
  },
  {
    name: 'badaspec',
    section: '3.1.2.14',
    ok: false,
    answer: 400,
    text: make({
      start: 'OPTIONS sip:user@example.org SIP/2.0',
      lines: ['To: "Watson, Thomas" < sip:t.watson@ example.org >'],
    }),
  },
  {
    name: 'baddn',
    section: '3.1.2.15',
    ok: true,
    text: make({
      start: 'OPTIONS sip:t.watson@example.org SIP/2.0',
      lines: ['From: Bell, Alexander <sip:a.g.bell@example.com>;tag=43'],
    }),
  },
  {
    name: 'badvers',
    section: '3.1.2.16',
    ok: false,
    answer: 505,
    text: make({ start: 'OPTIONS sip:t.watson@example.org SIP/7.0' }),
  },
  {
    name: 'mismatch01',
    section: '3.1.2.17',
    ok: false,
    answer: 400,
    text: make({ start: 'OPTIONS sip:user@example.com SIP/2.0', lines: ['CSeq: 8 INVITE'] }),
  },
  {
    name: 'mismatch02',
    section: '3.1.2.18',
    ok: false,
    answer: 400,
    text: make({ start: 'NEWMETHOD sip:user@example.com SIP/2.0', lines: ['CSeq: 8 INVITE'] }),
  },
  {
    name: 'bigcode',
    section: '3.1.2.19',
    ok: false,
    text: make({ start: 'SIP/2.0 4294967301 better not break the receiver' }),
  },
];

/** 3.2-3.4: what the layers above decide; the parser reads them or says which line is at fault. */
const ABOVE: TortureCase[] = [
  {
    name: 'badbranch',
    section: '3.2.1',
    ok: true,
    text: make({ lines: ['Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK'] }),
  },
  { name: 'insuf', section: '3.3.1', ok: false, text: make({ without: ['call-id', 'from', 'to'] }) },
  {
    name: 'unkscm',
    section: '3.3.2',
    ok: true,
    text: make({ start: 'OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0' }),
  },
  {
    name: 'novelsc',
    section: '3.3.3',
    ok: true,
    text: make({ start: 'OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0' }),
  },
  {
    name: 'unksm2',
    section: '3.3.4',
    ok: true,
    text: make({
      start: 'REGISTER sip:example.com SIP/2.0',
      lines: [
        'To: isbn:2983792873',
        'From: <http://www.example.com>;tag=3234233',
        'Contact: <name:John_Smith>',
      ],
    }),
  },
  {
    name: 'bext01',
    section: '3.3.5',
    ok: true,
    text: make({
      start: 'OPTIONS sip:user@example.com SIP/2.0',
      lines: [
        'Require: nothingSupportsThis, nothingSupportsThisEither',
        'Proxy-Require: noProxiesSupportThis',
      ],
    }),
  },
  {
    name: 'invut',
    section: '3.3.6',
    ok: true,
    text: make({ lines: ['Content-Type: application/unknownformat'], body: '<audio>opaque</audio>' }),
  },
  {
    name: 'regaut01',
    section: '3.3.7',
    ok: true,
    text: make({
      start: 'REGISTER sip:example.com SIP/2.0',
      lines: ['Authorization: NoOneKnowsThisScheme opaque-data=here'],
    }),
  },
  {
    name: 'multi01',
    section: '3.3.8',
    ok: false,
    text: make({
      lines: [
        'CSeq: 5 INVITE',
        'CSeq: 59 INVITE',
        'Call-ID: one@192.0.2.1',
        'Call-ID: two@192.0.2.1',
        'From: <sip:a@example.com>;tag=1',
        'From: <sip:b@example.com>;tag=2',
      ],
    }),
  },
  {
    name: 'mcl01',
    section: '3.3.9',
    ok: false,
    answer: 400,
    text: make({
      start: 'OPTIONS sip:user@example.com SIP/2.0',
      lines: ['Content-Length: 13', 'Content-Length: 5'],
      body: 'There is no way',
    }),
  },
  {
    name: 'bcast',
    section: '3.3.10',
    ok: true,
    text: make({
      start: 'SIP/2.0 200 OK',
      lines: [
        'Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923',
        'Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23',
      ],
    }),
  },
  {
    name: 'zeromf',
    section: '3.3.11',
    ok: true,
    text: make({ start: 'OPTIONS sip:user@example.com SIP/2.0', lines: ['Max-Forwards: 0'] }),
  },
  {
    name: 'cparam01',
    section: '3.3.12',
    ok: true,
    text: make({
      start: 'REGISTER sip:example.com SIP/2.0',
      lines: ['Contact: sip:+19725552222@gw1.example.net;unknownparam'],
    }),
  },
  {
    name: 'cparam02',
    section: '3.3.13',
    ok: true,
    text: make({
      start: 'REGISTER sip:example.com SIP/2.0',
      lines: ['Contact: <sip:+19725552222@gw1.example.net;unknownparam>'],
    }),
  },
  {
    name: 'regescrt',
    section: '3.3.14',
    ok: true,
    text: make({
      start: 'REGISTER sip:example.com SIP/2.0',
      lines: ['Contact: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>'],
    }),
  },
  {
    name: 'sdp01',
    section: '3.3.15',
    ok: true,
    text: make({ lines: ['Accept: text/nobodyKnowsThis', 'Content-Type: application/sdp'], body: SDP }),
  },
  {
    name: 'inv2543',
    section: '3.4.1',
    ok: true,
    text: make({
      lines: [
        'Via: SIP/2.0/UDP iftgw.example.com',
        'From: <sip:iftgw@example.com>',
        'Content-Type: application/sdp',
      ],
      without: ['max-forwards', 'content-length'],
      body: SDP,
      length: '',
    }),
  },
];

export const TORTURE: readonly TortureCase[] = [...VALID, ...INVALID, ...ABOVE];
