/** Healthcare: why the visit, who pays, which weekday. */
import { HEALTH_CARRIERS } from './carriers.ts';
import { choice, type FieldWords, list } from './words.ts';

export const healthcare: Record<string, FieldWords> = {
  visit_reason: {
    askingWants: true,
    asked:
      /\b(first visit|new or|new patient|follow ?up|reason|what brings|new concern|returning|checkup or|billing or|urgent|been (here|seen)|seen us before|visit (for|about)|is it for|motivo|what (can|do) (we|you)|how can we|before)\b/,
    spec: choice({
      new_patient: list(
        'new patient, new, first visit, first time, first, never been, establish care, new here, never seen, ' +
          'nuevo, nueva, primera vez, looking for a new doctor, just moved, need a pcp, need a primary, new to, ' +
          'brand new, primera cita',
      ),
      follow_up: list(
        'follow up, followup, checkup after, post op, recheck, returning, existing patient, been there before, ' +
          'seguimiento, after surgery, my last visit, follow on, check up after, stitches out, seen before, ' +
          'med check, refill, results, return visit, established, been going there, been there, been a patient, ' +
          'already a patient, seen you before, i go there, returning patient, check up on, same doctor, ' +
          'my 6 week, see how its healing, suture removal, cast off, post surgery, physical therapy follow',
      ),
      urgent: list(
        'turning blue, not breathing, choking, seizure, passed out, unconscious, cant walk, keep food down, ' +
          'keep anything down, blood in, severe pain, sharp pain, high fever, cut open, cut my, urgent, asap, ' +
          'pain, fever, bleeding, swollen, hurts, emergency, urgente, chest, numb, cant breathe, infected, ' +
          'infection, throwing up, vomiting, dolor, broke my, broken, sprained, fell, throbbing, abscess, ' +
          'swelling, today if possible, getting worse, walk in, bad cough, killing me, fiebre, ear ache, ' +
          'earache, toothache, burning, is numb, chest feels, chest hurts, chest tight, chest pain',
      ),
      billing: list(
        'billing, bill, charged, invoice, statement, copay question, overcharged, balance, factura, cobro, ' +
          'payment plan, collections, eob, charge',
      ),
    }),
    weak: {
      new_patient: list('new, first, brand new, new to, before'),
      urgent: list('chest, broken, fell, burning, numb'),
    },
    patterns: {
      new_patient:
        /\b(never been (there|here|seen|to)|(first|1st) (time|visit|appointment)|just moved|new (here|in town|to (the|this) area)|need a (new )?(pcp|family (doctor|physician)|primary( care)?|gp|doctor)|establish(ing)? care|looking for a (new )?(doctor|pcp|dentist))\b/,
      follow_up:
        /\b(follow(ing)? ?up|re ?check|post ?op|(after|since) (my|the|her|his) (surgery|procedure|op|operation|baby|birth|hospital\w*|delivery)|\d+ (week|wk|month)s? (check|visit|post)\w*|(er|hospital|urgent care) (told|sent|said|wants)|told (me )?to (see|follow up with) (someone|somebody|you|a \w+)|wants? (to see )?me (to come )?(back|again|in)|see me again|come back (in )?(about|for)|(my|the|test|lab) results|blood ?work|refills?|med(ication)? check|stitches|staples out|cast off)\b/,
      urgent:
        /\b(swallowed|stung|bitten|allergic|bleed\w*|chest (pain|tight\w*)|cant breathe|broke (my|her|his)|high fever|fever (of|is|wont)|(ear|tooth|stomach) ?ache|screaming|swollen|swelling|throwing up|vomit\w*|cant (walk|swallow|move)|deep cut|sprain\w*|really bad pain|in (so much|a lot of) pain|asap)\b/,
      billing:
        /\b(bill(ed|ing|s)?|statement|co ?pay (question|was|on my)|charged?|invoice|balance|overcharg\w*|eob|collections?)\b/,
    },
  },
  insurance_carrier: {
    asked:
      /\b(insurance|insurer|carrier|coverage|plan|covered by|seguro|aseguranza|still (on|with)|name on it|card|payer)\b/,
    spec: { kind: 'company', known: HEALTH_CARRIERS },
  },
  preferred_day: {
    asked:
      /\b(weekday|which day|what day|day (of the week|works|is|do you|suits)|days? (work|suit|best|good)|best day|good day|preferred day|que dia|day for)\b/,
    spec: { kind: 'weekday' },
  },
};
