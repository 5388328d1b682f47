export { bytesCodec } from './bytesCodec.js';
export type { Codec } from './Codec.js';
export type { ConnectionStats } from './ConnectionStats.js';
export {
  connectWorker,
  type ConnectionEnd,
  type ConnectWorkerOptions,
  type WorkerConnection,
} from './connectWorker.js';
export { jsonCodec } from './jsonCodec.js';
export { parentBus } from './parentBus.js';
export type { ParentBusOptions, WorkerBus } from './WorkerBus.js';
export type { JoinOptions } from './ring/Places.js';
export type { RingSize } from './ring/ringSize.js';
export type { SharedPlace } from './ring/SharedPlace.js';
export { SharedReader } from './ring/SharedReader.js';
export { SharedRing, type SharedRingOptions } from './ring/SharedRing.js';
export type { SendOptions, TypeOf } from './Sender.js';
export { structuredCodec } from './structuredCodec.js';
export {
  Bus,
  type Abandoned,
  type BusMonitor,
  type BusOptions,
  type BusStats,
  type CloseOptions,
  type CloseResult,
  type Context,
  type DepartedStats,
  type EachValueOptions,
  type LagNotice,
  type Overflow,
  type ReadOptions,
  type Reporting,
  type SubscriberStats,
} from '../bus/index.js';
export {
  BufferOverflowError,
  EventTooLargeError,
  KernelError,
  OptionRangeError,
  OptionTypeError,
  WorkerConnectionError,
} from '../errors.js';
