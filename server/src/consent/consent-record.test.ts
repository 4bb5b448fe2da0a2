import { describe, expect, it } from 'vitest';
import {
  ConsentIntake,
  type ConsentIntakeInput,
  consentWording,
  recordFromIntake,
} from './consent-intake.ts';
import {
  type ConsentRecord,
  consentFacts,
  consentType,
  technologiesIn,
  validateConsent,
} from './consent-record.ts';
import { sha256 } from './hash-chain.ts';
import { permit } from './permit.ts';
import { askCall, at, MARIA } from './testing.ts';

const NOW = at('2026-12-01T17:00:00Z');
const shown = consentWording({
  seller: 'Acme Insurance LLC',
  button: 'Get my quote',
  topic: 'auto insurance',
  optOutUrl: 'https://acme.example/stop',
});

function made(
  change: Partial<ConsentIntakeInput> = {},
  after: (record: ConsentRecord) => void = () => undefined,
): ConsentRecord {
  const intake = ConsentIntake.parse({
    seller: { legal_name: 'Acme Insurance LLC', seller_id: 'sel_acme' },
    phone: MARIA,
    name: 'Maria',
    channels: ['sms', 'voice_ai', 'voice_live'],
    text_shown: shown,
    at: '2026-11-30T12:00:00Z',
    source: 'own_form',
    checkbox: { prechecked: false },
    ...change,
  });
  const record = recordFromIntake(intake, {
    consentId: '00000000-0000-4000-8000-000000000001',
    personId: 'per_1',
  });
  after(record);
  return record;
}
const codes = (record: unknown) => {
  const check = validateConsent(record, NOW);
  return check.ok ? [] : check.problems.map((p) => p.code);
};
const text = (text_shown: string) => ({ text_shown });

describe('validation at write (section 2.2)', () => {
  it('takes a full record from the shipped wording as signed written consent', () => {
    expect(validateConsent(made(), NOW)).toMatchObject({ ok: true, warnings: [] });
    expect(consentType(made())).toBe('PEWC');
    expect(technologiesIn(shown)).toEqual([
      'autodialer',
      'artificial_voice',
      'prerecorded',
      'ai_generated_voice',
      'ai_written_text',
    ]);
  });
  const rows: [string, ConsentRecord, string[]][] = [
    ['T21 pre-ticked box', made({ checkbox: { prechecked: true } }), ['PRECHECKED']],
    [
      'no seller in the text',
      made(text(shown.replace('Acme Insurance LLC', 'our partners'))),
      ['SELLER_MISSING'],
    ],
    [
      'no technology in the text',
      made(text('Acme Insurance LLC may call me. I am not required to agree as a condition of buying.')),
      ['TECHNOLOGY_MISSING'],
    ],
    [
      'claims a technology the text lacks',
      made(
        text('Acme Insurance LLC may send automated texts. Not required as a condition of purchase.'),
        (r) => r.technologies_disclosed.push('artificial_voice'),
      ),
      ['TECHNOLOGY_MISSING'],
    ],
    [
      'no condition sentence',
      made(text(shown.replace('I am not required to agree as a condition of buying anything. ', ''))),
      ['CONDITION_MISSING'],
    ],
    ['number entered elsewhere', made({ phone_in_form: false }), ['PHONE_ELSEWHERE']],
    ['in the future', made({ at: '2026-12-01T17:00:01Z' }), ['FUTURE']],
    ['import without evidence', made({ source: 'import' }), ['NO_EVIDENCE']],
    [
      'bought without certificate',
      made({ source: 'partner', partner_contract_ref: 'k1' }),
      ['NO_CERTIFICATE'],
    ],
    [
      'hash of another text',
      made({}, (r) => {
        r.disclosure.text_sha256 = sha256('other');
      }),
      ['HASH_MISMATCH'],
    ],
    [
      'box not ticked',
      made({}, (r) => {
        r.disclosure.checkbox.checked_at = null;
      }),
      ['UNCHECKED'],
    ],
  ];
  it.each(rows)('refuses: %s', (_name, record, expected) => expect(codes(record)).toEqual(expected));
  it('names path and mend of a wrong shape', () => {
    const check = validateConsent({ ...made(), phone_e164: '305' }, NOW);
    expect(check).toMatchObject({
      ok: false,
      problems: [{ path: 'phone_e164', code: 'SHAPE', mend: 'Correct phone_e164.' }],
    });
    expect(codes(null)).toEqual(['SHAPE']);
  });
  it('an import with evidence and a bought lead with certificate pass', () => {
    expect(codes(made({ source: 'import', evidence_ref: 'row 7 of file x' }))).toEqual([]);
    expect(codes(made({ source: 'partner', partner_contract_ref: 'k1', certificate_ref: 'cert 9' }))).toEqual(
      [],
    );
  });
  it('verbal consent is kept, warned about, and not enough for an AI call', () => {
    const verbal = made({
      source: 'inbound_call',
      signature: 'voice_recorded',
      text_shown: 'Yes, you can call me.',
      checkbox: undefined,
    });
    expect(validateConsent(verbal, NOW)).toMatchObject({ ok: true, warnings: [{ code: 'NOT_WRITTEN' }] });
    const input = askCall(NOW, {
      attempt: { technology: 'ai' },
      input: {
        consents: [{ ...consentFacts(verbal), technologies: ['artificial_voice', 'ai_generated_voice'] }],
      },
    });
    expect(permit(input)).toMatchObject({ verdict: 'deny', reason: 'CONSENT_SCOPE', ruleId: 'CON-10' });
  });
  it('implied Canadian consent ends by itself', () => {
    const inquiry = made({}, (r) => {
      r.basis = 'casl_implied_inquiry';
    });
    expect(consentFacts(inquiry)).toMatchObject({ type: 'SOFT', expiresAtMs: at('2027-05-30T12:00:00Z') });
  });
});
