export type { KernelMetrics } from './KernelMetrics.js';
export { LabelledTotals } from './LabelledTotals.js';
export { LazyMetrics } from './LazyMetrics.js';
export { restartSeconds } from './restartSeconds.js';
