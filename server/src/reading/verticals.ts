/** The seven verticals and the words of their fields. */
import { events } from './verticals/events.ts';
import { healthcare } from './verticals/healthcare.ts';
import { higherEd } from './verticals/higher-ed.ts';
import { homeServices } from './verticals/home-services.ts';
import { insurance } from './verticals/insurance.ts';
import { lending } from './verticals/lending.ts';
import { saasSupport } from './verticals/saas-support.ts';
import type { FieldWords } from './verticals/words.ts';

export type Vertical =
  | 'insurance'
  | 'lending'
  | 'higher-ed'
  | 'events'
  | 'healthcare'
  | 'home-services'
  | 'saas-support';

export const VERTICAL_FIELDS: Record<Vertical, Record<string, FieldWords>> = {
  insurance,
  lending,
  'higher-ed': higherEd,
  events,
  healthcare,
  'home-services': homeServices,
  'saas-support': saasSupport,
};
