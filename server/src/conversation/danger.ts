const DANGER =
  /\b(chest (pain|hurts|feels|tight)|can'?t breathe|suicid\w*|kill myself|overdos\w*|bleeding|stroke|numb|unconscious|gas leak|smell(s|ing)? (of )?gas|carbon monoxide|on fire|sparks?|sparking|emergency|911)\b/i;

/** Somebody may be in danger: people are told at once, and the lead is told whom to call. */
export function soundsDangerous(message: string): boolean {
  return DANGER.test(message);
}
