export { batchMapBounded, type BatchMapBoundedOptions } from './batchMapBounded.js';
export { bounded, type BoundedOptions } from './bounded.js';
export { Bus } from './Bus.js';
export type { BusMonitor } from './BusMonitor.js';
export type { BusOptions } from './BusOptions.js';
export type { CloseOptions, CloseResult } from './CloseOptions.js';
export { concatMapBounded } from './concatMapBounded.js';
export type { Context } from './Context.js';
export { eachValueBounded, type EachValueOptions } from './eachValueBounded.js';
export { mergeMapBounded, type MergeMapBoundedOptions } from './mergeMapBounded.js';
export { ofType } from './ofType.js';
export type { Overflow } from './overflow.js';
export type { ReadOptions } from './readerOf.js';
export type {
  Abandoned,
  BusStats,
  DepartedStats,
  LagNotice,
  Reporting,
  SubscriberStats,
} from './stats.js';
export { BufferOverflowError, KernelError, OptionRangeError, OptionTypeError } from '../errors.js';
