/** The assistant drafts and a person sends: the facts of it. What follows from them: conversation/suggest.ts. */
interface Of {
  leadId: string;
  by: string;
}
interface OfOne extends Of {
  suggestionId: string;
}

export type SuggestFact =
  /** For this thread alone; null: as its playbook says. */
  | ({ type: 'thread.suggest-set'; on: boolean | null } & Of)
  /** `body` differs from the draft where the person changed it. */
  | ({ type: 'suggestion.sent'; body: string } & OfOne)
  | ({ type: 'suggestion.discarded' } & OfOne)
  /** A draft waits for a person. */
  | { type: 'suggestion.made'; leadId: string; suggestionId: string };
