/**
 * CSV to leads: which column is what, and what is wrong with which row. Pure; reading the text is import.ts's.
 *
 * Column names are compared without case, spaces and punctuation, and common names of other systems are known. Columns
 * that are none of ours become known answers (`fields`) under their own name.
 */
import type { z } from 'zod';
import { ConsentInput, LeadInput } from '../../../contract/api.ts';
import { parsePhone } from '../lead/phone.ts';

/** Our column -> names under which other systems write it. The first one is the template's. */
const COLUMNS = {
  phone: [
    'phone',
    'phone number',
    'mobile',
    'mobile phone',
    'cell',
    'cell phone',
    'telephone',
    'tel',
    'msisdn',
    'e164',
  ],
  name: ['name', 'full name', 'lead name', 'contact', 'contact name', 'customer', 'customer name'],
  firstName: ['first name', 'given name', 'forename', 'fname'],
  lastName: ['last name', 'family name', 'surname', 'lname'],
  playbook: ['playbook', 'campaign'],
  tz: ['tz', 'time zone', 'timezone'],
  zip: ['zip', 'zip code', 'zipcode', 'postal code', 'postcode'],
  state: ['state', 'region', 'province', 'state code'],
  email: ['email', 'e-mail', 'email address', 'mail'],
  language: ['language', 'lang', 'locale'],
  source: ['source', 'lead source', 'utm source', 'origin'],
  dealValue: ['deal value', 'value', 'amount', 'deal amount'],
  consentText: ['consent text', 'consent wording', 'consent language', 'tcpa text', 'disclosure'],
  consentAt: [
    'consent at',
    'consent time',
    'consent date',
    'consented at',
    'opt in time',
    'opt in date',
    'tcpa time',
  ],
  consentSource: ['consent source', 'opt in source', 'consent form'],
  consentChannels: ['consent channels', 'consent channel', 'channels'],
  consentIp: ['consent ip', 'ip', 'ip address'],
  consentPage: ['consent page', 'consent url', 'page url', 'landing page'],
  consentEvidence: [
    'consent evidence',
    'evidence',
    'evidence ref',
    'trusted form',
    'trustedform',
    'jornaya',
    'lead id token',
  ],
} as const;
export type Column = keyof typeof COLUMNS;

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '');
const KNOWN = new Map<string, Column>(
  Object.entries(COLUMNS).flatMap(([column, names]) =>
    names.map((name) => [plain(name), column as Column] as const),
  ),
);

export interface Header {
  /** By position: one of ours, or the name of a known answer, or nothing for a column without a name. */
  columns: ({ ours: Column } | { field: string } | null)[];
  names: string[];
}

/** Most columns a file may have. */
export const MAX_COLUMNS = 200;

export type RowError = { row: number; column: string | null; code: string; message: string };

/** Reads the header row. `error` when no column can be the phone, or one is there twice. */
export function readHeader(cells: readonly string[]): { header: Header; error: RowError | null } {
  const names = cells.map((cell) => cell.replace(/^\uFEFF/, '').trim());
  const columns = names.map((name) => {
    const ours = KNOWN.get(plain(name));
    if (ours) return { ours };
    const field = name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_|_$/g, '');
    return field === '' ? null : { field };
  });
  const header = { columns, names };
  const seen = columns.flatMap((column) => (column && 'ours' in column ? [column.ours] : []));
  const twice = seen.find((column, index) => seen.indexOf(column) !== index);
  const fault = (column: string | null, message: string) => ({
    header,
    error: { row: 1, column, code: 'VALIDATION', message },
  });
  if (names.length > MAX_COLUMNS) return fault(null, `The file has more than ${MAX_COLUMNS} columns.`);
  if (twice) return fault(twice, `Two columns are read as "${twice}"; remove or rename one.`);
  if (!seen.includes('phone')) {
    return fault(
      null,
      `No column holds the phone. The first row must name the columns, one of them "phone".`,
    );
  }
  return { header, error: null };
}

export interface RowContext {
  /** Used where the row names none. */
  playbook: string;
  playbookIds: ReadonlySet<string>;
  country: string;
}

export type ReadRow = { lead: z.output<typeof LeadInput>; errors: [] } | { lead: null; errors: RowError[] };

/** One row as a lead, or all that is wrong with it. `row` is the line's number as a spreadsheet shows it. */
export function readRow(cells: readonly string[], row: number, header: Header, context: RowContext): ReadRow {
  const { ours, fields } = sortCells(cells, header);
  const errors: RowError[] = [];
  const fault = (column: string | null, code: string, message: string) =>
    errors.push({ row, column, code, message });
  if (cells.length > header.columns.length) {
    fault(
      null,
      'VALIDATION',
      `The row has ${cells.length} cells, the header ${header.columns.length}. Is a quote missing?`,
    );
  }
  const phone = parsePhone(ours.phone ?? '', context.country);
  if (!phone.ok) fault('phone', phone.code, phone.message);
  const name = ours.name ?? [ours.firstName, ours.lastName].filter(Boolean).join(' ');
  if (name === '') fault('name', 'VALIDATION', 'The name is missing.');
  const playbook = ours.playbook ?? context.playbook;
  if (playbook === '')
    fault('playbook', 'UNKNOWN_PLAYBOOK', 'The row names no playbook, and none was chosen for all.');
  else if (!context.playbookIds.has(playbook)) {
    fault('playbook', 'UNKNOWN_PLAYBOOK', `No playbook has the id "${playbook}".`);
  }
  const consent = readConsent(ours, fault);
  const dealValue = ours.dealValue === undefined ? undefined : Number(ours.dealValue.replace(/[$,\s]/g, ''));
  if (!phone.ok || errors.length > 0) return { lead: null, errors };
  const checked = LeadInput.safeParse({
    phone: phone.e164,
    name,
    playbook,
    tz: ours.tz,
    zip: ours.zip,
    state: ours.state?.toUpperCase(),
    email: ours.email,
    language: ours.language,
    source: ours.source ?? 'csv',
    dealValue,
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
    ...(consent ? { consent } : {}),
  });
  if (checked.success) return { lead: checked.data, errors: [] };
  for (const issue of checked.error.issues)
    fault(String(issue.path[0] ?? ''), 'VALIDATION', `${issue.message}.`);
  return { lead: null, errors };
}

function sortCells(cells: readonly string[], header: Header) {
  const ours: Partial<Record<Column, string>> = {};
  const fields: Record<string, string> = {};
  for (const [index, column] of header.columns.entries()) {
    const value = (cells[index] ?? '').trim();
    if (!column || value === '') continue;
    if ('ours' in column) ours[column.ours] = value;
    else fields[column.field] = value.slice(0, 2_000);
  }
  return { ours, fields };
}

/**
 * Evidence of consent, when the row has any. Half of it (a date without the words shown) is no evidence: that is an
 * error rather than a lead that silently gets no text.
 */
function readConsent(
  ours: Partial<Record<Column, string>>,
  fault: (column: string, code: string, message: string) => void,
): z.output<typeof ConsentInput> | null {
  const { consentText, consentAt, consentSource } = ours;
  if (!consentText && !consentAt) return null;
  if (!consentText || !consentAt) {
    const missing = consentText ? 'consent at' : 'consent text';
    fault(missing, 'NO_CONSENT', `Consent needs the words shown and the time; "${missing}" is missing.`);
    return null;
  }
  const atMs = readInstant(consentAt);
  if (atMs === null) {
    fault('consent at', 'VALIDATION', 'Write the time with its zone, for example 2026-03-01T14:02:00-06:00.');
    return null;
  }
  const channels = (ours.consentChannels ?? 'sms')
    .toLowerCase()
    .split(/[\s,;|+/]+/)
    .map(channelOf);
  const checked = ConsentInput.safeParse({
    channels: [...new Set(channels)],
    textShown: consentText,
    atMs,
    source: consentSource ?? ours.source ?? 'csv',
    ip: ours.consentIp,
    pageUrl: ours.consentPage,
    evidenceRef: ours.consentEvidence,
  });
  if (checked.success) return checked.data;
  for (const issue of checked.error.issues)
    fault(`consent ${String(issue.path[0] ?? '')}`, 'VALIDATION', `${issue.message}.`);
  return null;
}

const channelOf = (word: string): string =>
  ({ text: 'sms', texts: 'sms', call: 'voice', calls: 'voice', phone: 'voice' })[word] ?? word;

/** Epoch ms of an ISO 8601 instant with zone, or of epoch seconds or milliseconds in digits. */
export function readInstant(text: string): number | null {
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  if (/^\d{13}$/.test(text)) return Number(text);
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return null;
  const atMs = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(atMs) ? null : atMs;
}
