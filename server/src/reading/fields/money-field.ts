/** An amount asked for or named. */
import { readMoney } from '../money.ts';
import type { Norm } from '../text.ts';
import { CORRECTION, type FieldContext, type FieldHit, UNSURE } from './common.ts';

export function readMoneyField(
  norm: Norm,
  c: FieldContext,
  spec: { min?: number; max?: number },
  field: string,
): FieldHit | null {
  if (
    UNSURE.test(norm.text) &&
    /\b(no idea|not sure|dont know|depends|idk)\b/.test(norm.text) &&
    !/\b(but|probably|say)\b/.test(norm.text)
  )
    return null;
  // "I think 12 but let me ask my husband".
  if (
    /\b(let me|have to|need to|got to|ill|gonna|going to) (ask|check with|talk to|run it by) (my|the|him|her|with)\b/.test(
      norm.text,
    )
  )
    return null;
  const loan = c.vertical === 'lending' || field.startsWith('loan');
  const clean = norm.clean.replace(/(\d),(\d{3})/g, '$1$2');
  const money = readMoney(normForMoney(clean, norm), {
    asked: c.asked,
    thousandsBelow: loan ? 1000 : 0,
    min: spec.min ?? (loan ? 300 : 1),
    max: spec.max,
  });
  if (!money) return null;
  // "Around 690" answers the question for the credit score.
  const score = loan && !c.asked && !c.idle && money.value >= 300 && money.value <= 850;
  if (score && !/\$|\dk\b|\b(dollars|bucks|hundred)\b/.test(norm.text)) return null;
  return {
    value: money.value,
    confidence: money.approximate ? 0.85 : 0.92,
    ...(money.each ? { each: true } : {}),
    corrected: CORRECTION.test(norm.text),
  };
}

/** Normalised words, but with the number groups of the clean text ("80,000"). */
function normForMoney(clean: string, norm: Norm): string {
  return clean === norm.clean ? norm.text : norm.text.replace(/\$? ?\b(\d{1,3}),(\d{3})/g, ' $$$1$2');
}
