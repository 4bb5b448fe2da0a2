/** Starting views of the leads page; the word of a view is the word of its state. */
export const leadStates = [
  { view: '', word: 'All' },
  { view: 'warming', word: 'Warming' },
  { view: 'ready', word: 'Ready and waiting' },
  { view: 'booked', word: 'Booked' },
  { view: 'silent', word: 'Silent' },
  { view: 'opted-out', word: 'Opted out' },
] as const;
