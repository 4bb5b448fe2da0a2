/** What each gate is called where people read its answer (section 1). */
import type { GateId } from './types.ts';

export const GATE_NAMES: Record<GateId, string> = {
  G01: 'Pause switch',
  G02: 'Number',
  G03: 'Place',
  G04: 'Opt-outs',
  G05: 'Legal holds',
  G06: 'Consent',
  G07: 'Reassigned number',
  G08: 'Do-not-call lists',
  G09: 'Registration',
  G10: 'Artificial voice',
  G11: 'Hours',
  G12: 'Caps',
  G13: 'Sender',
  G14: 'Content',
  G15: 'Script',
  G16: 'Pacing',
  G17: 'Throughput',
  G18: 'Opt-out race',
};
