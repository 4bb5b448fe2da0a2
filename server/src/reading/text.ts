/**
 * The normaliser: what leads type, dictate and paste, brought to one plain form that the grammars and the classifier
 * read. It never guesses meaning; it only spells.
 */
import { remember } from './remember.ts';
import { correct } from './spelling.ts';

export interface Norm {
  raw: string;
  /** Lower case, plain quotes, punctuation kept; for numbers, money and times. */
  clean: string;
  /** `clean` with slang spelt out, apostrophes dropped and every mark a token of its own; for words and rules. */
  text: string;
  /** Tokens of `text`, marks included. */
  words: string[];
  /** Share of letters that are capitals, 0..1. */
  shout: number;
}

const EMOJI: [RegExp, string][] = [
  [/[\u{1F595}]/gu, ' fuck off '],
  [/[\u{1F44D}\u{2705}\u{1F44C}\u{2714}\u{1F919}\u{1F4AF}]/gu, ' yesemoji '],
  [/[\u{1F44E}\u{274C}\u{1F645}]/gu, ' noemoji '],
  [/[\u{1F6AB}\u{1F6D1}\u{1F4F5}\u{26D4}\u{1F515}]/gu, ' stopemoji '],
  [/[\u{270B}\u{1F590}]/gu, ' handemoji '],
  [/[\u{1F620}\u{1F621}\u{1F92C}\u{1F624}]/gu, ' angryemoji '],
  [/[\u{1F602}\u{1F923}\u{1F605}\u{1F606}\u{1F604}\u{1F643}]/gu, ' lol '],
  [/[\u{1F4DE}\u{260E}\u{1F4F1}\u{1F4F2}]/gu, ' phoneemoji '],
  [/[\u{1F64F}]/gu, ' please '],
  [/[\u{1F62D}\u{1F622}\u{1F625}\u{1F494}]/gu, ' sademoji '],
];

/** Words as texted -> words as written. Only those whose meaning does not depend on the sentence. */
const SLANG: Record<string, string> = {
  u: 'you',
  ur: 'your',
  urs: 'yours',
  r: 'are',
  pls: 'please',
  plz: 'please',
  plse: 'please',
  pleas: 'please',
  tmrw: 'tomorrow',
  tmw: 'tomorrow',
  tmr: 'tomorrow',
  tmrrw: 'tomorrow',
  tomm: 'tomorrow',
  tomorow: 'tomorrow',
  tommorow: 'tomorrow',
  tommorrow: 'tomorrow',
  tomorro: 'tomorrow',
  tomoro: 'tomorrow',
  '2moro': 'tomorrow',
  '2morrow': 'tomorrow',
  tmorrow: 'tomorrow',
  morrow: 'tomorrow',
  tonite: 'tonight',
  '2nite': 'tonight',
  '2night': 'tonight',
  nite: 'night',
  '2day': 'today',
  b4: 'before',
  thx: 'thanks',
  tx: 'thanks',
  ty: 'thank you',
  tysm: 'thank you',
  thnx: 'thanks',
  thanx: 'thanks',
  bc: 'because',
  cuz: 'because',
  cause: 'because',
  bcuz: 'because',
  coz: 'because',
  becuz: 'because',
  idk: 'i dont know',
  idc: 'i dont care',
  dunno: 'dont know',
  iono: 'i dont know',
  idek: 'i dont know',
  imo: '',
  tbh: '',
  ngl: '',
  gimme: 'give me',
  gimmie: 'give me',
  lemme: 'let me',
  wanna: 'want to',
  gonna: 'going to',
  gotta: 'got to',
  finna: 'going to',
  gon: 'going to',
  tryna: 'trying to',
  kinda: 'kind of',
  sorta: 'sort of',
  hafta: 'have to',
  shoulda: 'should have',
  msg: 'message',
  msgs: 'messages',
  msging: 'messaging',
  txt: 'text',
  txts: 'texts',
  txting: 'texting',
  txtd: 'texted',
  mssg: 'message',
  mssgs: 'messages',
  sms: 'text',
  ppl: 'people',
  smn: 'someone',
  sum1: 'someone',
  sb: 'somebody',
  sumbody: 'somebody',
  some1: 'someone',
  any1: 'anyone',
  no1: 'noone',
  yall: 'yall',
  rn: 'right now',
  atm: 'right now',
  asap: 'asap',
  w: 'with',
  wit: 'with',
  wo: 'without',
  k: 'ok',
  kk: 'ok',
  okay: 'ok',
  okey: 'ok',
  okie: 'ok',
  oki: 'ok',
  mk: 'ok',
  n: 'and',
  nd: 'and',
  bout: 'about',
  abt: 'about',
  prolly: 'probably',
  prob: 'probably',
  probs: 'probably',
  def: 'definitely',
  defo: 'definitely',
  min: 'min',
  mins: 'min',
  minute: 'min',
  minutes: 'min',
  minuts: 'min',
  hr: 'hour',
  hrs: 'hours',
  yrs: 'years',
  yr: 'year',
  wks: 'weeks',
  wk: 'week',
  appt: 'appointment',
  appts: 'appointments',
  mtg: 'meeting',
  mtgs: 'meetings',
  num: 'number',
  numba: 'number',
  nbr: 'number',
  info: 'info',
  ins: 'insurance',
  insur: 'insurance',
  wat: 'what',
  wut: 'what',
  whats: 'what is',
  wats: 'what is',
  whos: 'who is',
  hows: 'how is',
  whens: 'when is',
  wheres: 'where is',
  thats: 'that is',
  theres: 'there is',
  cant: 'cant',
  wont: 'wont',
  dont: 'dont',
  doesnt: 'doesnt',
  didnt: 'didnt',
  don: 'dont',
  dnt: 'dont',
  aint: 'aint',
  aite: 'alright',
  aight: 'alright',
  ight: 'alright',
  yea: 'yeah',
  yeh: 'yeah',
  yah: 'yeah',
  yeahh: 'yeah',
  rightt: 'right',
  okk: 'ok',
  suree: 'sure',
  yesh: 'yes',
  goood: 'good',
  helo: 'hello',
  heyy: 'hey',
  yess: 'yes',
  yesss: 'yes',
  yessir: 'yes',
  yep: 'yep',
  yup: 'yup',
  ye: 'yeah',
  yee: 'yeah',
  yas: 'yes',
  yuh: 'yeah',
  yessum: 'yes',
  yeppers: 'yep',
  nope: 'nope',
  nah: 'nah',
  naw: 'nah',
  nahh: 'nah',
  noo: 'no',
  nooo: 'no',
  nada: 'nada',
  cancle: 'cancel',
  cancell: 'cancel',
  canel: 'cancel',
  qiut: 'quit',
  stp: 'stop',
  sotp: 'stop',
  stpo: 'stop',
  stopp: 'stop',
  stahp: 'stop',
  stap: 'stop',
  sstop: 'stop',
  srop: 'stop',
  stoo: 'stop',
  dtop: 'stop',
  unsub: 'unsubscribe',
  unsuscribe: 'unsubscribe',
  unsubscibe: 'unsubscribe',
  unsubcribe: 'unsubscribe',
  unsubsribe: 'unsubscribe',
  unsubscrib: 'unsubscribe',
  unsubscribed: 'unsubscribe',
  unsubcsribe: 'unsubscribe',
  unscribe: 'unsubscribe',
  unsubscirbe: 'unsubscribe',
  unsubscride: 'unsubscribe',
  optout: 'opt out',
  'opt-out': 'opt out',
  nvm: 'never mind',
  nevermind: 'never mind',
  nm: 'never mind',
  jk: 'jk',
  ttyl: 'talk later',
  lmk: 'let me know',
  hmu: 'call me',
  hml: 'call me',
  np: 'no problem',
  omw: 'on my way',
  bday: 'birthday',
  wknd: 'weekend',
  mon: 'monday',
  tues: 'tuesday',
  tue: 'tuesday',
  wed: 'wednesday',
  weds: 'wednesday',
  thur: 'thursday',
  thurs: 'thursday',
  thu: 'thursday',
  fri: 'friday',
  sat: 'saturday',
  morn: 'morning',
  mornin: 'morning',
  mornings: 'morning',
  aft: 'afternoon',
  afternoons: 'afternoon',
  eve: 'evening',
  evenings: 'evening',
  arvo: 'afternoon',
  somethin: 'something',
  nothin: 'nothing',
  goin: 'going',
  doin: 'doing',
  callin: 'calling',
  textin: 'texting',
  talkin: 'talking',
  workin: 'working',
  gettin: 'getting',
  drivin: 'driving',
  lookin: 'looking',
  sellin: 'selling',
  tryin: 'trying',
  botherin: 'bothering',
  messagin: 'messaging',
  playin: 'playing',
  waitin: 'waiting',
  runnin: 'running',
  leakin: 'leaking',
  wrk: 'work',
  werk: 'work',
  srry: 'sorry',
  sry: 'sorry',
  soz: 'sorry',
  fone: 'phone',
  cell: 'cell',
  spk: 'speak',
  tlk: 'talk',
  cll: 'call',
  cal: 'call',
  calll: 'call',
  rlly: 'really',
  rly: 'really',
  srsly: 'seriously',
  prolm: 'problem',
  gf: 'girlfriend',
  bf: 'boyfriend',
  hubby: 'husband',
  wifey: 'wife',
  x: 'x',
  ok: 'ok',
  alr: 'alright',
  alrighty: 'alright',
  cya: 'bye',
  wby: 'what about you',
  hbu: 'how about you',
  wtf: 'wtf',
  wth: 'wtf',
  tf: 'wtf',
  smh: 'smh',
  fr: 'for real',
  ong: 'for real',
  asf: '',
  af: '',
  lolol: 'lol',
  lmao: 'lol',
  lmfao: 'lol',
  rofl: 'lol',
  haha: 'lol',
  hahaha: 'lol',
  hehe: 'lol',
  jaja: 'lol',
  jajaja: 'lol',
  xd: 'lol',
  dr: 'doctor',
  doc: 'doctor',
  xq: 'porque',
  q: 'que',
  xfa: 'por favor',
  porfa: 'por favor',
  porfis: 'por favor',
  porfavor: 'por favor',
  tqm: '',
  ntp: 'no problem',
  manana: 'manana',
  pymt: 'payment',
  pmt: 'payment',
  acct: 'account',
  addy: 'address',
  qoute: 'quote',
  quot: 'quote',
  qoutes: 'quotes',
  insurence: 'insurance',
  insurane: 'insurance',
  intrested: 'interested',
  interrested: 'interested',
  intersted: 'interested',
  wrng: 'wrong',
  worng: 'wrong',
  rong: 'wrong',
  numbr: 'number',
  nubmer: 'number',
  numer: 'number',
  nmber: 'number',
  remve: 'remove',
  removve: 'remove',
  recieve: 'receive',
  recieving: 'receiving',
  definately: 'definitely',
  calender: 'calendar',
  avail: 'available',
  sched: 'schedule',
  resched: 'reschedule',
  rite: 'right',
  thru: 'through',
  til: 'until',
  till: 'until',
  untill: 'until',
  em: 'them',
  whoevers: 'whoever is',
  tix: 'tickets',
  tickes: 'tickets',
};

/** Dictated marks. "period" is a mark only where a sentence can end. */
function dictatedMarks(s: string): string {
  return s
    .replace(/\s+question mark\b/g, ' ? ')
    .replace(/\s+exclamation (point|mark)\b/g, ' ! ')
    .replace(/\s+(comma)\s+/g, ' , ')
    .replace(
      /\s+(period|full stop)(?=\s*$|\s+(i|my|call|the|just|so|please|and|but|can|it|we|yes|no|do|how|what|thank)\b)/g,
      ' . ',
    )
    .replace(/\bnew (line|paragraph)\b/g, ' . ');
}

/** Plain quotes, lower case, one space; marks, digits and line breaks kept. */
export function cleanText(raw: string): string {
  let s = raw.normalize('NFKC').replace(/\u200B|\u200C|\u200D|\u200E|\u200F|\u2060|\uFEFF|\uFE0F/g, '');
  for (const [re, word] of EMOJI) s = s.replace(re, word);
  s = s
    .replace(/[\u2018\u2019\u02BC`]/g, "'")
    .replace(/[\u201C\u201D]/g, '"')
    .replace(/[\u2013\u2014]/g, '-');
  return dictatedMarks(s.toLowerCase())
    .replace(/[ \t]+/g, ' ')
    .trim();
}

/** Accents dropped, so that "mañana" and "manana" are one word. */
export function plain(s: string): string {
  return s.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
}

/** Own entries only: "constructor" and "__proto__" are words a lead may type. */
function slangOf(word: string): string | undefined {
  return Object.hasOwn(SLANG, word) ? SLANG[word] : undefined;
}

function spell(word: string): string {
  const squeezed = word.length > 3 ? word.replace(/([a-z])\1{2,}/g, '$1') : word;
  const slang = slangOf(word) ?? slangOf(squeezed);
  if (slang !== undefined) return slang;
  return correct(squeezed);
}

/** The whole normaliser. Linear in the length of the text; texts over 2,000 characters are cut. */
export const normalize: (raw: string) => Norm = remember(1024, (raw) => {
  const cut = raw.slice(0, 2000);
  const clean = cleanText(cut);
  const spaced = plain(clean)
    .replace(/\bw\/o\b/g, 'without')
    .replace(/\bw\/(?=\s|[a-z])/g, 'with ')
    .replace(/(\w)'(\w)/g, '$1$2')
    .replace(/\n+/g, ' . ')
    .replace(/\.{2,}/g, ' ... ')
    .replace(/([?!.,;:()"])(?=\D|$)/g, ' $1 ')
    .replace(/[^\w\s?!.,;:$%@#&+/-]/g, ' ')
    .replace(/(^|\s)-+(?=\s|$)/g, ' . ')
    .replace(/(?<=[a-z])-(?=[a-z])/g, ' ')
    .replace(/&/g, ' and ');
  const words: string[] = [];
  for (const token of spaced.split(/\s+/)) {
    if (!token) continue;
    for (const w of spell(token).split(' ')) if (w) words.push(w);
  }
  const letters = cut.replace(/[^a-zA-Z]/g, '');
  const capitals = letters.replace(/[^A-Z]/g, '').length;
  return {
    raw,
    clean,
    text: words.join(' '),
    words,
    shout: letters.length >= 6 ? capitals / letters.length : 0,
  };
});
