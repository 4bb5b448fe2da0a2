const TITLE = /^(?:mrs?|ms|mx|miss|dr|prof|rev|fr|sr|sra|srta|don|doña)\.?$/i;

/** What a person is called by, of the name somebody typed: "Ana" of "Ana Brooks" and of "Brooks, Ana"; "Mrs. Park" of "Mrs. Eun-ji Park". */
export function calledBy(name: string): string {
  const [before = '', after] = name.trim().split(/\s*,\s*/);
  // "Brooks, Ana" and not "Ana Brooks, Jr."
  const turned = after && /^\S+$/.test(before) && !/^(?:jr|sr|md|phd|esq|i{2,3}|iv)\b/i.test(after);
  const words = (turned ? `${after} ${before}` : before).split(/\s+/);
  const [first = '', ...rest] = words;
  return TITLE.test(first) && rest.length > 0 ? `${first} ${rest.at(-1)}` : first;
}
