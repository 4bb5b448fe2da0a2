/**
 * One-edit spelling correction towards the words that decide an action. Only words of five letters and more that are
 * not themselves words we know are touched: a wrong correction costs more than none.
 */
const TARGETS = [
  'tomorrow',
  'tonight',
  'morning',
  'afternoon',
  'evening',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'weekend',
  'insurance',
  'interested',
  'unsubscribe',
  'remove',
  'cancel',
  'number',
  'wrong',
  'please',
  'someone',
  'somebody',
  'anyone',
  'person',
  'representative',
  'agent',
  'available',
  'schedule',
  'messages',
  'texting',
  'calling',
  'contact',
  'delete',
  'lawyer',
  'attorney',
  'complaint',
  'refund',
  'manager',
  'supervisor',
  'already',
  'renters',
  'commercial',
  'refinance',
  'purchase',
  'personal',
  'excellent',
  'bachelors',
  'masters',
  'associates',
  'sponsorship',
  'exhibitor',
  'tickets',
  'furnace',
  'plumbing',
  'electrical',
  'maintenance',
  'install',
  'repair',
  'billing',
  'upgrade',
  'technical',
  'appointment',
  'question',
  'minutes',
  'stopped',
  'connect',
  'emergency',
  'nursing',
  'october',
  'november',
  'december',
  'january',
  'february',
  'august',
  'september',
  'subscribe',
  'harassing',
  'harassment',
  'receive',
  'anymore',
  'business',
  'lunch',
  'another',
  'permission',
  'consent',
  'annoying',
  'blocked',
  'blocking',
];

/** Real words one edit away from a target. */
const KNOWN = new Set(
  (
    'number numbers numb wrong wrongs prong agents agent persons personal personally person renter renters rented remove removed ' +
    'removes mover moved cancel cancels canceled cancelled texting testing tasting calling falling called caller contact contacts ' +
    'contract contracts delete deleted deletes refund refunds refunded manager managers manage already purchase purchased ' +
    'tickets ticket install installs installed repair repairs repaired prepaid upgrade upgrades upgraded question questions ' +
    'connect connects connected correct collect launch lunch bunch punch master masters mastered bachelor bachelors associate ' +
    'associates furnaces lawyers lawyer layer player sunday someday friday monday evening evenings even mornings morning ' +
    'warning mourning stopped stopper topped skipped insured insurance assurance insurances interest interested interests available schedule ' +
    'scheduled schedules schedule persona complaints complaint complain messaging message messages receive received receives business ' +
    'busyness weekend weekends weekday weekdays pleased pleasure please places place lease release another other mother excellence billing filling killing willing ' +
    'selling telling calling boiling lawsuit building bidding maintain harass harassed technical technically blocker blockers content contents consents permissions annoyed blocks locking locked flocked clocked anyone anymore minutes'
  ).split(' '),
);

function deletes(word: string): string[] {
  const out: string[] = [word];
  for (let i = 0; i < word.length; i++) out.push(word.slice(0, i) + word.slice(i + 1));
  return out;
}

const index = new Map<string, string>();
for (const target of TARGETS) for (const d of deletes(target)) if (!index.has(d)) index.set(d, target);

/** Whether one insert, delete, replace or swap of letters makes one of the other. */
export function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  const ra = a.slice(i);
  const rb = b.slice(i);
  if (ra.slice(1) === rb.slice(1) || ra.slice(1) === rb || ra === rb.slice(1)) return true;
  return ra.length > 1 && ra[0] === rb[1] && ra[1] === rb[0] && ra.slice(2) === rb.slice(2);
}

/** The target one edit (insert, delete, replace, swap) away from `word`, or `word` itself. */
export function correct(word: string): string {
  if (word.length < 5 || !/^[a-z]+$/.test(word) || KNOWN.has(word) || index.get(word) === word) return word;
  for (const d of deletes(word)) {
    const target = index.get(d);
    if (target && target[0] === word[0] && isOneEdit(word, target)) return target;
  }
  return word;
}
