export { KernelMetrics } from './KernelMetrics.js';
export { LabelledTotals } from './LabelledTotals.js';
export { restartSeconds } from './restartSeconds.js';
