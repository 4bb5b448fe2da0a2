export { maskSensitive } from '../reading/mask.ts';
export { makeBrief } from './make-brief.ts';
