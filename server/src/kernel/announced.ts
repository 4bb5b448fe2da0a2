/** What the lead is told before a machine takes any of it (REC-02, REC-04), and what is done after that. */
export interface Announced {
  notice: string;
  by: 'assistant' | 'agent';
  /** What the lead says is turned into words, to be judged and forgotten. */
  listens?: true;
  /** Nothing is written down: it is listened to only. */
  unwritten?: true;
}
