/** Spoken numbers, English and Spanish, as digits. */
/** Without inherited names: "constructor" is no number. */
function bare(entries: Record<string, number>): Record<string, number> {
  return Object.assign(Object.create(null) as Record<string, number>, entries);
}

const UNITS: Record<string, number> = bare({
  zero: 0,
  oh: 0,
  one: 1,
  won: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  cero: 0,
  uno: 1,
  un: 1,
  una: 1,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cinco: 5,
  seis: 6,
  siete: 7,
  ocho: 8,
  nueve: 9,
  diez: 10,
  once: 11,
  doce: 12,
  trece: 13,
  catorce: 14,
  quince: 15,
  dieciseis: 16,
  diecisiete: 17,
  dieciocho: 18,
  diecinueve: 19,
  veinte: 20,
  veintiuno: 21,
  veintidos: 22,
  veintitres: 23,
  veinticuatro: 24,
  veinticinco: 25,
  veintiseis: 26,
  veintisiete: 27,
  veintiocho: 28,
  veintinueve: 29,
});
const TENS: Record<string, number> = bare({
  twenty: 20,
  thirty: 30,
  forty: 40,
  fourty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  treinta: 30,
  cuarenta: 40,
  cincuenta: 50,
  sesenta: 60,
  setenta: 70,
  ochenta: 80,
  noventa: 90,
});
/** Spanish hundreds. */
const HUNDREDS: Record<string, number> = bare({
  cien: 100,
  ciento: 100,
  doscientos: 200,
  trescientos: 300,
  cuatrocientos: 400,
  quinientos: 500,
  seiscientos: 600,
  setecientos: 700,
  ochocientos: 800,
  novecientos: 900,
});

/** The value of one number word below one hundred, if it is one. */
export function smallNumber(word: string): number | undefined {
  return UNITS[word] ?? TENS[word];
}
export function isTens(word: string): boolean {
  return word in TENS;
}
/** Words that are numbers only in company ("one", "un", "once" mean other things alone). */
const SHY = new Set(['one', 'won', 'oh', 'un', 'una', 'uno', 'once', 'zero']);

/**
 * Replaces number words by digits: "forty two five" -> "42 5", "two hundred fifty thousand" -> "250000",
 * "setenta y ocho" -> "78". Groups below one hundred stay apart; the grammar that reads them knows what they mean.
 */
export function digitize(text: string): string {
  const words = text.split(' ');
  const out: string[] = [];
  for (let i = 0; i < words.length; ) {
    const group = readGroup(words, i);
    if (!group) {
      out.push(words[i] as string);
      i++;
      continue;
    }
    out.push(String(group.value));
    i = group.next;
  }
  return out.join(' ');
}

function readGroup(words: string[], start: number): { value: number; next: number } | undefined {
  const first = words[start] as string;
  const small = readSmall(words, start);
  const article =
    (first === 'a' || first === 'an') && /^(hundred|thousand|million)$/.test(words[start + 1] ?? '');
  if (!small && !article) return undefined;
  let value = small ? small.value : 1;
  let i = small ? small.next : start + 1;
  let scaled = false;
  if (words[i] === 'hundred' && value < 100) {
    value *= 100;
    i++;
    scaled = true;
    const j = words[i] === 'and' ? i + 1 : i;
    const rest = readSmall(words, j);
    if (rest && !(rest.value < 10 && words[rest.next] === 'hundred')) {
      value += rest.value;
      i = rest.next;
    }
  }
  if (words[i] === 'thousand' || words[i] === 'mil' || words[i] === 'grand') {
    value *= 1000;
    i++;
    scaled = true;
    const j = words[i] === 'and' ? i + 1 : i;
    const rest = readSmall(words, j);
    if (rest) {
      let add = rest.value;
      let next = rest.next;
      if (words[next] === 'hundred') {
        add *= 100;
        next++;
        const k = words[next] === 'and' ? next + 1 : next;
        const tail = readSmall(words, k);
        if (tail) {
          add += tail.value;
          next = tail.next;
        }
      }
      value += add;
      i = next;
    }
  }
  if (
    !scaled &&
    SHY.has(first) &&
    i === start + 1 &&
    !isNumberish(words[i]) &&
    !isNumberish(words[start - 1])
  )
    return undefined;
  return { value, next: i };
}

function isNumberish(word: string | undefined): boolean {
  return !!word && (word in UNITS || word in TENS || /^\d+$/.test(word));
}

function readSmall(words: string[], i: number): { value: number; next: number } | undefined {
  const w = words[i];
  if (w === undefined) return undefined;
  const hundred = HUNDREDS[w];
  if (hundred !== undefined) {
    const rest = readSmall(words, i + 1);
    return rest && rest.value < 100
      ? { value: hundred + rest.value, next: rest.next }
      : { value: hundred, next: i + 1 };
  }
  const tens = TENS[w];
  if (tens !== undefined) {
    const direct = UNITS[words[i + 1] ?? ''];
    if (direct !== undefined && direct > 0 && direct < 10) return { value: tens + direct, next: i + 2 };
    if (words[i + 1] === 'y') {
      const after = UNITS[words[i + 2] ?? ''];
      if (after !== undefined && after > 0 && after < 10) return { value: tens + after, next: i + 3 };
    }
    return { value: tens, next: i + 1 };
  }
  const unit = UNITS[w];
  return unit === undefined ? undefined : { value: unit, next: i + 1 };
}
