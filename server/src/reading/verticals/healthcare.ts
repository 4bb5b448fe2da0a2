/** Healthcare: why the visit, who pays, which weekday. */
import { HEALTH_CARRIERS } from './carriers.ts';
import { choice, type FieldWords, list } from './words.ts';

export const healthcare: Record<string, FieldWords> = {
  visit_reason: {
    askingWants: true,
    asked:
      /\b(how (can|may) \w+ help|what can (we|i) (do|help)|first visit|new or|new patient|follow ?up|reason|what brings|new concern|returning|checkup or|billing or|urgent|been (here|seen)|seen us before|visit (for|about)|is it for|motivo|what (can|do) (we|you)|how can we|before|coming in for|be seen for|bringing you in|brings you in|appointment for|see (the|a) doctor)\b/,
    spec: choice({
      new_patient: list(
        'new patient, new, first visit, first time, first, never been, establish care, new here, ' +
          'never seen, nuevo, nueva, primera vez, looking for a new doctor, just moved, need a pcp, ' +
          'need a primary, new to, brand new, primera cita, never been here, never been seen, ' +
          'never been in, never been there, need a doctor, need a new doctor, need a new dentist, ' +
          'looking for a doctor, looking for a dentist, looking for a pcp, looking for a primary, ' +
          'establishing care, establish with, establishing with, get established, getting established, ' +
          'new pcp, new primary, new provider, new dentist, new doc, switching doctors, changing doctors, ' +
          'changing dentists, switching from, my doctor retired, old doctor retired, doctor retired, ' +
          'dentist retired, just moved here, moved here, new in town, new to town, new to the area, ' +
          'new to you, new to yall, 1st visit, 1st time, first appointment, first appt, initial visit, ' +
          'intake, becoming a patient, become a patient, taking new patients, accepting new patients, ' +
          'paciente nuevo, paciente nueva, soy nuevo, soy nueva, es mi primera, referred to you, ' +
          'got referred, my doctor referred me, referral to, new pt, new pts, new to the practice, ' +
          'switch over, switch from, retiring, hes retiring, leaving my doctor, transfer my care, ' +
          'transferring care, transfer care, transfer from, transferring from, my old clinic, ' +
          'my old doctor, old clinic',
      ),
      follow_up: list(
        'follow up, followup, checkup after, post op, recheck, returning, existing patient, ' +
          'been there before, seguimiento, after surgery, my last visit, follow on, check up after, ' +
          'stitches out, seen before, med check, refill, results, return visit, established, ' +
          'been going there, been there, been a patient, already a patient, seen you before, i go there, ' +
          'returning patient, check up on, same doctor, my 6 week, see how its healing, suture removal, ' +
          'cast off, post surgery, physical therapy follow, follow up on, followup on, follow-up, ' +
          'checkup on my, check on my, come back in, told to come back, said come back, wants me back, ' +
          'see me back, back in 3 months, back in 6 months, since surgery, after my surgery, ' +
          'after the surgery, after my procedure, since my surgery, had surgery, had a procedure, ' +
          'surgery last, post-op, postop, post partum, postpartum, suture, sutures, staples, stitches, ' +
          'cast, cast removed, bandage, dressing change, wound check, incision, lab results, test results, ' +
          'my results, bloodwork results, blood work, biopsy results, mri results, xray results, ' +
          'x ray results, scan results, refills, med refill, medication refill, prescription refill, ' +
          'prescription, rx, adjust my meds, med adjustment, meds adjusted, a1c, blood pressure check, ' +
          'bp check, my diabetes, my thyroid, my blood pressure, regular checkup, regular visit, ' +
          'regular appointment, been coming there, been coming to you, ive been there, ive been seen, ' +
          'already been, i see doctor, seen doctor, my doctor there, patient there, patient of, ' +
          'current patient, im a patient, returning pt, ongoing, second visit, 2nd visit, next visit, ' +
          'another visit, physical therapy, therapy session, checkup from, recheck on, control, ' +
          'cita de control, resultados, mis resultados, chequeo de, revision de, pills, out of my meds, ' +
          'out of meds, running out of, running low on, almost out of my, refill my, need to see doctor, ' +
          'my pressure, my labs, labs',
      ),
      urgent: list(
        'turning blue, not breathing, choking, seizure, passed out, unconscious, cant walk, ' +
          'keep food down, keep anything down, blood in, severe pain, sharp pain, high fever, cut open, ' +
          'cut my, urgent, asap, pain, fever, bleeding, swollen, hurts, emergency, urgente, chest, numb, ' +
          'cant breathe, infected, infection, throwing up, vomiting, dolor, broke my, broken, sprained, ' +
          'fell, throbbing, abscess, swelling, today if possible, getting worse, walk in, bad cough, ' +
          'killing me, fiebre, ear ache, earache, toothache, burning, is numb, chest feels, chest hurts, ' +
          'chest tight, chest pain, hurt, hurting, in pain, hurts bad, cant move, cant stand, barely walk, ' +
          'barely stand, barely breathe, barely move, threw my back out, threw out my back, back went out, ' +
          'pulled something, stepped on, nail, dog bite, bit by, bitten, bit me, tick, spider bite, snake, ' +
          'bee sting, stung, burned my, burnt my, burn on, cut on, cut his, cut her, gash, stitches today, ' +
          'wont stop bleeding, nosebleed, hit his head, hit her head, hit my head, concussion, broke, ' +
          'fractured, fracture, twisted, sprain, rolled my ankle, popped, dislocated, fever of, temp of, ' +
          '101, 102, 103, 104, strep, flu, covid, sinus infection, ear infection, uti, pink eye, pinkeye, ' +
          'rash, hives, allergic reaction, wheezing, asthma attack, shortness of breath, short of breath, ' +
          'coughing, cough, cant keep, diarrhea, dehydrated, dizzy, fainted, migraine, kidney stone, ' +
          'gallbladder, appendix, stomach pain, abdominal, cramps, chipped tooth, cracked tooth, ' +
          'broken tooth, tooth ache, crown fell off, filling fell out, crown came off, lost a filling, ' +
          'jaw, swollen up, pus, boil, cyst, shingles, poison ivy, eye is red, something in my eye, ' +
          'cant see out, blurry, lump, panic attack, as soon as possible, sick, really sick, sick kid, ' +
          'sore throat, me duele, duele, mucho dolor, calentura, tos, vomito, sangre, sangrando, muela, ' +
          'infeccion, golpe, caida, enfermo, enferma, sliced, smashed, slammed, jammed my, punctured, ' +
          'scalded, poked, crushed, fell off, kicked by, bucked off, splinter, fishhook, hurt my, ' +
          'hurt his, hurt her, hurt myself, blew up, balloon, blown up, puffed up',
      ),
      billing: list(
        'billing, bill, charged, invoice, statement, copay question, overcharged, balance, factura, ' +
          'cobro, payment plan, collections, eob, charge, billed, bills, billed twice, billed me, ' +
          'charged twice, got charged, double charged, charges, deductible, past due, collection agency, ' +
          'sent to collections, collections notice, owe, i owe, what i owe, owed, pay my bill, pay a bill, ' +
          'paying my bill, make a payment, payment, payments, refund, claim, claim denied, denied, ' +
          'denied my claim, insurance denied, insurance didnt pay, explanation of benefits, itemized, ' +
          'statements, the bill, a bill, superbill, cuenta, pagar, saldo, cobros',
      ),
    }),
    weak: {
      new_patient: list(
        'new, first, brand new, new to, intake, switching from, moved here, referral to, got referred, ' +
          'new provider',
      ),
      follow_up: list(
        'labs, my labs, pills, my pressure, need to see doctor, running out of, running low on, cast, control, ongoing, prescription, rx, another visit, next visit, my diabetes, my thyroid, ' +
          'my blood pressure, staples, stitches, had surgery, physical therapy, bandage, incision, ' +
          'sutures, suture, patient of, a1c, refills, already been, second visit, my doctor there',
      ),
      urgent: list(
        'blew up, balloon, blown up, chest, broken, fell, burning, numb, hurt, hurting, sick, broke, cut on, nail, tick, jaw, ' +
          'popped, snake, cough, coughing, tos, 101, 102, 103, 104, lump, cyst, boil, rash, flu, covid, ' +
          'dizzy, blurry, twisted, duele, golpe, caida, sangre, burn on, as soon as possible, diarrhea, ' +
          'migraine, sprain, strep, enfermo, enferma, muela, sore throat, cramps',
      ),
      billing: list(
        'owe, i owe, payment, payments, denied, claim, refund, cuenta, pagar, deductible, charges, owed, ' +
          'saldo, past due',
      ),
    },
    patterns: {
      new_patient:
        /\b(never been (there|here|seen|to)|(first|1st) (time|visit|appointment)|just moved|new (here|in town|to (the|this) area)|need a (new )?(pcp|family (doctor|physician)|primary( care)?|gp|doctor)|establish(ing)? care|looking for a (new )?(doctor|pcp|dentist))\b/,
      follow_up:
        /\b(follow(ing)? ?up|re ?check|post ?op|(after|since) (my|the|her|his) (surgery|procedure|op|operation|baby|birth|hospital\w*|delivery)|\d+ (week|wk|month)s? (check|visit|post)\w*|(er|hospital|urgent care) (told|sent|said|wants)|(he|she|they|doctor|dr \w+) (said|told me|wants me|wanted me|asked me) (to )?(come|be seen|see|check|follow)( \w+)* (back|again|up|in)|\b(2nd|second) (visit|time)|^(2nd|second)\b|(saw|seen) (the|dr|doctor|yall|you|him|her)\b|been (coming|going|seeing|a patient)\b|i (see|saw|go to|been seeing|been going to|have been seeing) (dr|doctor|doc)|told (me )?to (see|follow up with) (someone|somebody|you|a \w+)|wants? (to see )?me (to come )?(back|again|in)|see me again|come back (in )?(about|for)|(my|the|test|lab) results|blood ?work|refills?|med(ication)? check|stitches|staples out|cast off)\b/,
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
