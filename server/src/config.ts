/**
 * The only reader of the environment: checked once, typed, and handed on. Everything else is given a Config.
 *
 * To add a setting: a line in `schema`, a line in `SETTINGS` (what `./baton --help` prints), a field of Config.
 */
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { BatonError } from './errors.ts';

export interface Config {
  /** Root of the checkout: holds playbooks/, server/sql/, dist/. */
  root: string;
  /** Where Baton keeps its data; absolute. */
  dataDir: string;
  http: { host: string; port: number };
  /** Where people reach Baton from outside; default http://host:port. */
  publicUrl: string | null;
  /** Where SIP is spoken; null: not at all. Audio of phones uses the same address. */
  sip: { host: string; port: number; tls?: SipTls } | null;
  /** Threads that carry sound over SIP, each with whole calls. */
  mediaWorkers: number;
  /** Whose sockets carry it; 'auto' is the system's calls where they can be had. */
  mediaSockets: 'auto' | 'dgram' | 'libc';
  /** One's own PostgreSQL; null uses the embedded server. */
  databaseUrl: string | null;
  /** A larger model behind the embedded reader, named by the environment; null: none, or one set in the console. */
  model: ModelSettings | null;
  /** Speech to text for calls, named by the environment; null: none, or one set in the console. */
  hearing: HearingSettings | null;
  /** Demo floor: handsets, demo accounts. */
  demo: boolean;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Chromium for the browser tests; null looks in the usual places. */
  chromium: string | null;
  /** Continuous integration: no colours, no questions. */
  ci: boolean;
}

/** SIP over TLS: absolute paths of PEM files. */
export interface SipTls {
  /** Null: phones cannot connect over TLS; carriers are reached over it all the same. */
  listen: { port: number; certificate: string; key: string } | null;
  /** Authorities besides those that Node knows, for carriers and phones of one's own. */
  authorities: string | null;
}

/** Where a larger model is found, and what it costs. */
export interface ModelSettings {
  kind: 'openai' | 'anthropic';
  /** Without the last part: `https://api.openai.com/v1`. */
  url: string;
  model: string;
  key: string | null;
  /** US dollars for a million tokens; null where unknown. */
  usdPerMillionIn: number | null;
  usdPerMillionOut: number | null;
}

/** Where speech is turned into text. */
export type HearingSettings = Pick<ModelSettings, 'url' | 'model' | 'key'>;

/** Every variable, its default and its meaning, in the order in which help shows them. */
export const SETTINGS = [
  ['BATON_DATA', './.baton', 'data directory'],
  ['BATON_HOST', '127.0.0.1', 'address to listen on; 0.0.0.0 for every network'],
  ['BATON_PORT', '8080', 'HTTP port; 0 takes a free one'],
  ['BATON_PUBLIC_URL', 'http://HOST:PORT', 'how people reach this Baton from outside'],
  ['BATON_SIP_PORT', '(off)', 'SIP port for carriers and desk phones, usually 5060'],
  ['BATON_SIP_HOST', '127.0.0.1', "this machine's address that phones and carriers reach"],
  ['BATON_MEDIA_WORKERS', '(by processors)', 'threads that carry the sound of calls over SIP, 1 to 16'],
  [
    'BATON_MEDIA_SOCKETS',
    'auto',
    "sockets of that sound: libc (the system's calls, Linux), dgram (Node's own), or the faster that works",
  ],
  ['BATON_SIP_TLS_CERT', '(none)', 'certificate with its chain (PEM file): phones may connect over TLS'],
  ['BATON_SIP_TLS_KEY', '(none)', 'its private key (PEM file)'],
  ['BATON_SIP_TLS_PORT', '5061', 'port for SIP over TLS'],
  ['BATON_SIP_TLS_CA', '(none)', 'further authorities for the certificates of carriers (PEM file)'],
  ['DATABASE_URL', '(embedded)', 'a PostgreSQL of your own, postgres://user:password@host/database'],
  ['BATON_MODEL', '(none)', 'a larger model behind the embedded reader: its name at the provider'],
  ['BATON_MODEL_KIND', 'openai', 'openai (any endpoint that speaks chat completions) or anthropic'],
  [
    'BATON_MODEL_URL',
    '(by kind)',
    'its address without the last part, for example http://127.0.0.1:11434/v1',
  ],
  ['BATON_MODEL_KEY', '(none)', 'its key'],
  ['BATON_MODEL_PRICE_IN', '(unknown)', 'US dollars for a million tokens sent to it'],
  ['BATON_MODEL_PRICE_OUT', '(unknown)', 'US dollars for a million tokens it writes'],
  ['BATON_HEARING', '(none)', 'speech to text, so that opting out aloud on a call counts: name of the model'],
  [
    'BATON_HEARING_URL',
    'https://api.openai.com/v1',
    'its address without the last part, for example http://127.0.0.1:8081/v1',
  ],
  ['BATON_HEARING_KEY', '(none)', 'its key'],
  ['BATON_DEMO', 'on', 'demo mode: on or off; off has no handsets and no demo accounts'],
  ['BATON_LOG', 'info', 'debug, info, warn, error or silent'],
  ['BATON_CHROMIUM', '(searched)', 'the Chromium that the browser tests use'],
] as const;

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a number from 0 to 65535, for example 8080')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a number from 0 to 65535, for example 8080');
const onOff = z
  .enum(['on', 'off', 'true', 'false', '1', '0'], { error: 'must be on or off' })
  .transform((value) => value === 'on' || value === 'true' || value === '1');

const price = z
  .string()
  .regex(/^\d{1,5}(\.\d{1,6})?$/, 'must be a number of US dollars, for example 0.15')
  .transform(Number);

const schema = z.object({
  BATON_DATA: z.string().default('.baton'),
  BATON_HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, 'must be an address or a host name, for example 127.0.0.1')
    .default('127.0.0.1'),
  BATON_PORT: port.default(8080),
  BATON_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be a full address, for example https://baton.example.com' })
    .optional(),
  BATON_SIP_PORT: port.optional(),
  BATON_SIP_HOST: z
    .string()
    .refine(
      (text) => isIP(text) !== 0 && text !== '0.0.0.0' && text !== '::',
      'must be one address of this machine, for example 192.0.2.10',
    )
    .default('127.0.0.1'),
  BATON_MEDIA_WORKERS: z
    .string()
    .regex(/^([1-9]|1[0-6])$/, 'must be a number from 1 to 16, for example 2')
    .transform(Number)
    .optional(),
  BATON_MEDIA_SOCKETS: z
    .enum(['auto', 'dgram', 'libc'], { error: 'must be auto, dgram or libc' })
    .default('auto'),
  BATON_SIP_TLS_CERT: z.string().optional(),
  BATON_SIP_TLS_KEY: z.string().optional(),
  BATON_SIP_TLS_PORT: port.default(5061),
  BATON_SIP_TLS_CA: z.string().optional(),
  DATABASE_URL: z
    .string()
    .regex(
      /^postgres(ql)?:\/\//,
      'must begin with postgres://, for example postgres://baton:secret@db.example.com/baton',
    )
    .optional(),
  BATON_MODEL: z.string().max(200, 'must be at most 200 characters').optional(),
  BATON_MODEL_KIND: z
    .enum(['openai', 'anthropic'], { error: 'must be openai or anthropic' })
    .default('openai'),
  BATON_MODEL_URL: z
    .url({ protocol: /^https?$/, error: 'must be a full address, for example https://api.openai.com/v1' })
    .optional(),
  BATON_MODEL_KEY: z.string().optional(),
  BATON_MODEL_PRICE_IN: price.optional(),
  BATON_MODEL_PRICE_OUT: price.optional(),
  BATON_HEARING: z.string().max(200, 'must be at most 200 characters').optional(),
  BATON_HEARING_URL: z
    .url({ protocol: /^https?$/, error: 'must be a full address, for example http://127.0.0.1:8081/v1' })
    .optional(),
  BATON_HEARING_KEY: z.string().optional(),
  BATON_DEMO: onOff.default(true),
  BATON_LOG: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], {
      error: 'must be debug, info, warn, error or silent',
    })
    .default('info'),
  BATON_CHROMIUM: z.string().optional(),
});

/** The checkout's root: the nearest parent directory of this file that holds server/sql's sibling package.json. */
export function checkoutRoot(from: string = import.meta.dirname): string {
  for (let dir = from; dir !== path.dirname(dir); dir = path.dirname(dir)) {
    if (existsSync(path.join(dir, 'package.json'))) return dir;
  }
  throw new BatonError('INTERNAL', 'No package.json above the program.');
}

export type Environment = Record<string, string | undefined>;

/**
 * Read and check the environment.
 * @throws BatonError BAD_CONFIG that names each wrong variable, its value's fault and the mend
 */
export function readConfig(env: Environment = process.env, cwd: string = process.cwd()): Config {
  // An empty variable is one that was not set: `BATON_PORT= ./baton start` means the default.
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      return name === 'DATABASE_URL'
        ? `DATABASE_URL ${issue.message}`
        : `${name}="${name.endsWith('_KEY') ? '...' : given[name]}" ${issue.message}`;
    });
    throw new BatonError('BAD_CONFIG', faults.join('; '), {
      hint: 'Set the variable as described, or unset it to use the default. ./baton --help lists all settings.',
    });
  }
  const value = parsed.data;
  return {
    root: checkoutRoot(),
    dataDir: path.resolve(cwd, value.BATON_DATA),
    http: { host: value.BATON_HOST, port: value.BATON_PORT },
    publicUrl: value.BATON_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    sip: sipOf(value, cwd),
    mediaWorkers: value.BATON_MEDIA_WORKERS ?? defaultMediaWorkers(availableParallelism()),
    mediaSockets: value.BATON_MEDIA_SOCKETS,
    databaseUrl: value.DATABASE_URL ?? null,
    model: modelOf(value),
    hearing: hearingOf(value),
    demo: value.BATON_DEMO,
    logLevel: value.BATON_LOG,
    chromium: value.BATON_CHROMIUM ?? null,
    ci: given.CI !== undefined && given.CI !== 'false' && given.CI !== '0',
  };
}

/** One processor is left to decisions, signalling and the database; beyond four a call or two more is no reason for a thread. */
export function defaultMediaWorkers(processors: number): number {
  return Math.max(1, Math.min(4, processors - 1));
}

function sipOf(value: z.output<typeof schema>, cwd: string): Config['sip'] {
  const { BATON_SIP_TLS_CERT: certificate, BATON_SIP_TLS_KEY: key, BATON_SIP_TLS_CA: authorities } = value;
  if ((certificate === undefined) !== (key === undefined))
    throw new BatonError(
      'BAD_CONFIG',
      'BATON_SIP_TLS_CERT and BATON_SIP_TLS_KEY belong together; one is missing.',
      {
        hint: 'Set both, or neither.',
      },
    );
  if (value.BATON_SIP_PORT === undefined) return null;
  const listen =
    certificate === undefined || key === undefined
      ? null
      : {
          port: value.BATON_SIP_TLS_PORT,
          certificate: path.resolve(cwd, certificate),
          key: path.resolve(cwd, key),
        };
  const tls: SipTls = {
    listen,
    authorities: authorities === undefined ? null : path.resolve(cwd, authorities),
  };
  return { host: value.BATON_SIP_HOST, port: value.BATON_SIP_PORT, tls };
}

/** The usual address of each kind. */
export const MODEL_URLS = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
} as const;

function modelOf(value: z.output<typeof schema>): ModelSettings | null {
  if (value.BATON_MODEL === undefined) return null;
  return {
    kind: value.BATON_MODEL_KIND,
    url: value.BATON_MODEL_URL ?? MODEL_URLS[value.BATON_MODEL_KIND],
    model: value.BATON_MODEL,
    key: value.BATON_MODEL_KEY ?? null,
    usdPerMillionIn: value.BATON_MODEL_PRICE_IN ?? null,
    usdPerMillionOut: value.BATON_MODEL_PRICE_OUT ?? null,
  };
}

function hearingOf(value: z.output<typeof schema>): HearingSettings | null {
  if (value.BATON_HEARING === undefined) return null;
  return {
    url: value.BATON_HEARING_URL ?? MODEL_URLS.openai,
    model: value.BATON_HEARING,
    key: value.BATON_HEARING_KEY ?? null,
  };
}

/** The whole environment for a child process, with changes. A child inherits PATH and the like from us. */
export function childEnvironment(changes: Environment = {}): Environment {
  return { ...process.env, ...changes };
}
