export {
  createMetrics,
  type Exposition,
  type Metrics,
  type RequestSample,
} from './createMetrics.js';
export type { MetricSources } from './MetricSources.js';
