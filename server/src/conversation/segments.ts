/**
 * SMS segments. GSM-7 carries 160 septets alone and 153 in a part; UCS-2 70 and 67 (3GPP TS 23.038,
 * 23.040): one character outside the GSM alphabet more than halves what a text can hold.
 */

const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Each costs two septets: an escape and the character. */
const EXTENDED = new Set('\f^{}\\[~]|€');

export interface SegmentCount {
  encoding: 'GSM-7' | 'UCS-2';
  /** Septets for GSM-7, UTF-16 code units for UCS-2. */
  units: number;
  segments: number;
}

/** How many SMS parts `text` costs, and why. An empty text counts as one part. */
export function countSegments(text: string): SegmentCount {
  let septets = 0;
  for (const char of text) {
    if (BASIC.has(char)) septets += 1;
    else if (EXTENDED.has(char)) septets += 2;
    else return ucs2(text);
  }
  return { encoding: 'GSM-7', units: septets, segments: septets <= 160 ? 1 : gsmParts(text) };
}

/** An escaped pair is never split over two parts, so parts are filled rather than divided. */
function gsmParts(text: string): number {
  let parts = 1;
  let used = 0;
  for (const char of text) {
    const cost = EXTENDED.has(char) ? 2 : 1;
    if (used + cost > 153) {
      parts += 1;
      used = 0;
    }
    used += cost;
  }
  return parts;
}

function ucs2(text: string): SegmentCount {
  const units = text.length;
  if (units <= 70) return { encoding: 'UCS-2', units, segments: 1 };
  let parts = 1;
  let used = 0;
  for (const char of text) {
    if (used + char.length > 67) {
      parts += 1;
      used = 0;
    }
    used += char.length;
  }
  return { encoding: 'UCS-2', units, segments: parts };
}
