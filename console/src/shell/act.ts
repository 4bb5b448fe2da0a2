export interface Act {
  id: string;
  group: string;
  word: string;
  hint?: string;
  key?: string;
  refused?: string;
  run: () => void;
}
