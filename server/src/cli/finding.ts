/** What `./baton doctor` says of one thing it looked at. */
export interface Finding {
  status: 'ok' | 'warn' | 'fail';
  what: string;
  found: string;
  mend?: string;
}

export const ok = (what: string, found: string): Finding => ({ status: 'ok', what, found });
export const warn = (what: string, found: string, mend: string): Finding => ({
  status: 'warn',
  what,
  found,
  mend,
});
export const fail = (what: string, found: string, mend: string): Finding => ({
  status: 'fail',
  what,
  found,
  mend,
});
