export { natsDouble, type NatsDouble, type NatsDoubleOptions } from './natsDouble.js';
export type { NatsDoubleStream, NatsDoubleStreamOptions } from './DoubleStream.js';
export type { NatsStoredCopy } from './NatsStoredCopy.js';
export { parseRecording } from './parseRecording.js';
export { readRecording } from './readRecording.js';
export type {
  ConfigEntry,
  EventEntry,
  IncidentEntry,
  LostPart,
  ReadinessEntry,
  RecordedEvent,
  Recording,
  RecordingFacts,
  SlowestEntry,
} from './Recording.js';
export { RecordingError } from './RecordingError.js';
export { replay, type ReplayOptions } from './replay.js';
export type {
  NatsAuth,
  NatsHeaders,
  NatsConsumer,
  NatsConsumerOptions,
  NatsJetStream,
  NatsMessage,
  NatsSession,
  NatsSessionEnd,
  NatsPull,
  NatsStoredMessage,
  NatsStoreOutcome,
  NatsSubscription,
  NatsTarget,
  NatsTls,
  NatsTransport,
} from '../nats/index.js';
export { KernelError, OptionRangeError, OptionTypeError } from '../errors.js';
export { simulate } from './simulate.js';
export { SimulationFailedError, type SimulationFailure } from './SimulationFailedError.js';
export type {
  SimulationGiven,
  SimulationMoment,
  SimulationMove,
  SimulationOptions,
  SimulationReport,
  SimulationWorld,
} from './SimulationOptions.js';
