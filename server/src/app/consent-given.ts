/** A person's yes, as a form, a call or a file brings it; the consent room judges it. */
export interface ConsentGiven {
  channels: ('sms' | 'voice')[];
  textShown: string;
  atMs: number;
  source: string;
  ip?: string;
  pageUrl?: string;
  evidenceRef?: string;
  userAgent?: string;
  /** What the person pressed to sign, and that the box beside the words was not ticked beforehand. */
  signedWith?: string;
  formId?: string;
  /** They typed back a code that was sent to the number. */
  verifiedAtMs?: number;
}
