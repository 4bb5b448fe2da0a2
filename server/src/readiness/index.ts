export { assessReadiness, type Readiness, type ReadinessInput } from './readiness.ts';
