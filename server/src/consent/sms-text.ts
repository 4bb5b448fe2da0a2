/** Text messages as carriers count them (section 11.4), and the typographic signs that would double their price. */

const GSM7 =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const basic = new Set(GSM7);
const extended = new Set('^{}\\[~]|€\f');

const PLAIN: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '\u00a0': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
  '•': '*',
  '`': "'",
  '´': "'",
  ç: 'c',
};

/** Replaces curly quotes, dashes and thin spaces with their plain forms. */
export function plainText(text: string): string {
  let out = '';
  for (const sign of text) out += PLAIN[sign] ?? sign;
  return out;
}

/** Segments a text takes; 0 for an empty one. Counts as the carriers do: a sign is never split between parts. */
export function segmentsOf(text: string): { segments: number; encoding: 'GSM-7' | 'UCS-2' } {
  let gsm = true;
  for (const sign of text) if (!basic.has(sign) && !extended.has(sign)) gsm = false;
  const single = gsm ? 160 : 70;
  const part = gsm ? 153 : 67;
  const widths: number[] = [];
  let total = 0;
  for (const sign of text) {
    const width = gsm ? (extended.has(sign) ? 2 : 1) : sign.length;
    widths.push(width);
    total += width;
  }
  const encoding = gsm ? 'GSM-7' : 'UCS-2';
  if (total === 0) return { segments: 0, encoding };
  if (total <= single) return { segments: 1, encoding };
  let segments = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > part) {
      segments += 1;
      used = 0;
    }
    used += width;
  }
  return { segments, encoding };
}
