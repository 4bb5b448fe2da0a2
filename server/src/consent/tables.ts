/**
 * The rule table as data: the shape of each file under `server/rules`. Every row carries where it comes from (`source`, an id of
 * docs/COMPLIANCE.md), how sure we are (`confidence`), since and until when it holds, and who reviewed it.
 */
import { z } from 'zod';

/** D read in a document, D2 read in a secondary table, G general knowledge to be checked. */
export const Confidence = z.enum(['D', 'D2', 'G']);
export type Confidence = z.infer<typeof Confidence>;

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'write a date as YYYY-MM-DD');

/** Fields every rule row carries. */
export const provenance = {
  source: z.string().min(1),
  confidence: Confidence,
  effective_from: day,
  effective_to: day.optional(),
  reviewed_by: z.string().nullable().optional(),
};

const windowText = z
  .string()
  .regex(/^(none|\d{1,2}(:\d{2})?-\d{1,2}(:\d{2})?)$/, 'write a window as 8-20, 9:30-20 or none');
const dayWindows = {
  wk: windowText.optional(),
  sat: windowText.optional(),
  sun: windowText.optional(),
  hol: windowText.optional(),
};

export const HoursRow = z.strictObject({
  place: z.string(),
  ...dayWindows,
  ai: z.strictObject(dayWindows).optional(),
  cap24: z.number().int().positive().optional(),
  /** The state's cap does not count a call the person asked for (OR). */
  cap_exempts_requests: z.boolean().optional(),
  /** The person's own request for a time does not lift the hours (LA, RI). */
  no_request_override: z.boolean().optional(),
  /** The window must hold in this zone too (TX, MS: one reading says Central). */
  also_zone: z.string().optional(),
  exception: z.strictObject({ id: z.string(), needs: z.literal('PEWC'), ...dayWindows }).optional(),
  ...provenance,
});
export type HoursRow = z.infer<typeof HoursRow>;

export const HoursFile = z.strictObject({
  rows: z.array(HoursRow).min(1),
  product_default: z.strictObject({
    wk: windowText,
    sat: windowText,
    sun: windowText,
    federal_holidays: windowText,
    ...provenance,
  }),
});

export const HolidayDay = z.strictObject({
  name: z.string(),
  fixed: z
    .string()
    .regex(/^\d{2}-\d{2}$/)
    .optional(),
  nth: z.tuple([z.number(), z.number(), z.number()]).optional(),
  /** [weekday, MM-DD]: the last such weekday before that date. */
  before: z.tuple([z.number(), z.string()]).optional(),
  easter: z.number().optional(),
  election: z.boolean().optional(),
  every: z.number().optional(),
});
export type HolidayDay = z.infer<typeof HolidayDay>;

export const HolidaysFile = z.strictObject({
  days: z.record(z.string(), HolidayDay),
  rows: z.array(
    z.strictObject({
      list: z.string(),
      days: z.array(z.string()),
      observed: z.enum(['both', 'sun-mon', 'none']),
      extra: z.array(day).optional(),
      ...provenance,
    }),
  ),
});

export const LimitsRow = z.looseObject({ id: z.string(), ...provenance });
export const LimitsFile = z.strictObject({ rows: z.array(LimitsRow).min(1) });

export const ZoneRow = z.strictObject({
  utc: z.number().int(),
  dst: z.enum(['US', 'EU']).optional(),
  abbr: z.tuple([z.string(), z.string()]),
  name: z.string(),
  stays_from: z.iso.datetime().optional(),
  stays_utc: z.number().int().optional(),
  changed_in: z.string().optional(),
  source: z.string().optional(),
  confidence: Confidence.optional(),
});
export type ZoneRow = z.infer<typeof ZoneRow>;
export const ZonesFile = z.strictObject({ rows: z.record(z.string(), ZoneRow) });

export const PlacesFile = z.strictObject({
  ...provenance,
  unknown_zones: z.array(z.string()).min(1),
  places: z.record(z.string(), z.strictObject({ name: z.string(), zones: z.array(z.string()).min(1) })),
  countries: z.record(
    z.string().regex(/^\d{1,3}$/),
    z.strictObject({
      place: z.string(),
      name: z.string(),
      hours: z.string(),
      zones: z.array(z.string()).min(1),
    }),
  ),
});

/** A list of codes: one number, or numbers and ranges separated by spaces. */
const codes = z.union([z.string(), z.number()]).transform(String);

export const AreaCodesFile = z.strictObject({
  ...provenance,
  codes: z.record(z.string(), codes),
  split: z.record(z.string(), z.array(z.string()).min(1)),
  also: z.record(z.string(), z.array(z.string())),
  careful: z.record(z.string(), z.array(z.string())),
  nowhere: codes,
  premium: codes,
});

export const ZipPrefixesFile = z.strictObject({
  ...provenance,
  places: z.record(z.string(), z.string()),
  also: z.record(z.string(), z.array(z.string())),
  unknown: z.string(),
  zones: z.record(z.string(), z.array(z.string()).min(1)),
});

export const AiVoicePolicy = z.enum([
  'PEWC',
  'NOT_UNSOLICITED',
  'LIVE_INTRO',
  'PEWC_OR_LIVE_INTRO',
  'PEWC_OR_EBR',
  'EBR_ONLY',
]);
export type AiVoicePolicy = z.infer<typeof AiVoicePolicy>;

export const AiVoiceFile = z.strictObject({
  rows: z.array(
    z.strictObject({
      place: z.union([z.string(), z.array(z.string())]),
      policy: AiVoicePolicy,
      ebr_exempts: z.boolean().optional(),
      exemption_needs_counsel: z.boolean().optional(),
      ...provenance,
    }),
  ),
  pewc_any_automation: z.strictObject({ places: z.array(z.string()), ...provenance }),
});

export const RegistrationFile = z.strictObject({
  rows: z.array(
    z.strictObject({
      place: z.string(),
      what: z.string(),
      exempt_text_with: z.literal('PEWC').optional(),
      ...provenance,
    }),
  ),
});

export const RecordingFile = z.strictObject({
  rows: z.array(
    z.strictObject({
      place: z.string(),
      class: z.enum(['all-party', 'treat-as-all-party', 'one-party']),
      note: z.string(),
      ...provenance,
    }),
  ),
});

export const ScriptsFile = z.strictObject({
  rows: z.array(
    z.strictObject({
      id: z.string(),
      place: z.string(),
      channel: z.enum(['sms', 'voice', 'webchat', 'any']),
      text: z.string().optional(),
      /** Facts the opening must state: seller, ai, recording, opt-out, purpose, callback, agent-name, no-obligation. */
      must: z.array(z.string()),
      within_ms: z.number().int().optional(),
      note: z.string().optional(),
      ...provenance,
    }),
  ),
  notices: z.record(z.string(), z.record(z.string(), z.string())),
});

export const ContentFile = z.strictObject({
  forbidden: z.array(
    z.strictObject({
      category: z.string(),
      pattern: z.string(),
      verticals: z.array(z.string()).optional(),
      ...provenance,
    }),
  ),
  shorteners: z.array(z.string()),
});

export const KeywordsFile = z.strictObject({
  stop: z.record(
    z.string(),
    z.strictObject({ words: z.array(z.string()), language: z.string(), ...provenance }),
  ),
  help: z.array(z.string()),
  start: z.array(z.string()),
  filler: z.array(z.string()),
  texts: z.record(z.string(), z.record(z.string(), z.string())),
  patterns: z.array(z.strictObject({ id: z.string(), re: z.string() })),
  /** Of words said to a person of ours, in a conversation. */
  talk: z.array(z.strictObject({ id: z.string(), re: z.string() })),
});

export const CatalogFile = z.strictObject({
  rows: z.array(
    z.strictObject({
      id: z.string(),
      group: z.string(),
      rule: z.string(),
      parameter: z.string().optional(),
      ...provenance,
    }),
  ),
});

export const Manifest = z.strictObject({
  version: z.string().regex(/^\d{4}-\d{2}-\d{2}\.\d+$/),
  activated_at: z.iso.datetime(),
  tzdb: z.string(),
  min_tzdb: z.string(),
  files: z.array(z.string()),
});

/** File name (without extension) -> its shape. */
export const fileShapes = {
  hours: HoursFile,
  holidays: HolidaysFile,
  limits: LimitsFile,
  zones: ZonesFile,
  places: PlacesFile,
  'area-codes': AreaCodesFile,
  'zip-prefixes': ZipPrefixesFile,
  'ai-voice': AiVoiceFile,
  registration: RegistrationFile,
  recording: RecordingFile,
  scripts: ScriptsFile,
  content: ContentFile,
  keywords: KeywordsFile,
  catalog: CatalogFile,
} as const;

/** All rule files of one version, checked. */
export type RuleTables = { manifest: z.infer<typeof Manifest> } & {
  [K in keyof typeof fileShapes]: z.infer<(typeof fileShapes)[K]>;
};
