import { calledBy } from '../lead/name.ts';

/** The name people are called by: "Ana" of "Ana Brooks". */
export const firstName = (name: string): string => calledBy(name) || name;
/** The same for the ear: who is known by their number alone is greeted without it. */
export const spokenName = (lead: { name: string; phone: string }): string =>
  lead.name === lead.phone ? 'there' : firstName(lead.name);
