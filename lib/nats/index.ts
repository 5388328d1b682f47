export type { BridgeConfig, BridgeHealth, BridgeSurroundings } from './BridgeRun.js';
export type { BridgeState } from './BridgeState.js';
export type {
  BridgeStats,
  ConsumedStats,
  ReceivedStats,
  ReceiveRefusal,
  SentStats,
  StoredStats,
} from './BridgeStats.js';
export type { DeadLetterEvent } from './streams/DeadLetterEvent.js';
export { deliveryOf, type Delivery } from './wire/deliveryOf.js';
export { jsonCodec, type EventCodec } from './wire/EventCodec.js';
export { NatsAuthorizationError } from './transport/NatsAuthorizationError.js';
export {
  natsBridge,
  type AcknowledgedOptions,
  type NatsBridge,
  type NatsBridgeContext,
} from './natsBridge.js';
export type {
  BridgeBus,
  BridgeTrace,
  NatsBridgeOptions,
  NatsConnectionOptions,
  ReceiveRoute,
  SendRoute,
} from './NatsBridgeOptions.js';
export type {
  NatsConsumer,
  NatsConsumerOptions,
  NatsJetStream,
  NatsPull,
  NatsStoredMessage,
  NatsStoreOutcome,
} from './transport/NatsJetStream.js';
export type { NatsHeaders, NatsMessage } from './transport/NatsMessage.js';
export { NatsMissingError } from './transport/NatsMissingError.js';
export { NatsStreamMissingError } from './streams/NatsStreamMissingError.js';
export type {
  NatsAuth,
  NatsSession,
  NatsSessionEnd,
  NatsSubscription,
  NatsTarget,
  NatsTls,
  NatsTransport,
} from './transport/NatsTransport.js';
export type { Refusal } from './Refusal.js';
export type {
  BusStats,
  DepartedStats,
  LagNotice,
  Overflow,
  Reporting,
  SubscriberStats,
} from '../bus/index.js';
export type {
  ConfigUpdatedEvent,
  HealthEvent,
  KernelEvent,
  ServiceCrashedEvent,
  ShutdownEvent,
} from '../events.js';
export type { Logger } from '../internal/Logger.js';
export type { BusEvent } from '../Kernel.js';
export type {
  Backoff,
  BackoffState,
  ChildDefaults,
  ChildSpec,
  Random,
  RestartLimit,
  RestartPolicy,
  RestartType,
  Service,
  ServiceContext,
} from '../supervision/index.js';
export { ChildSpecError, KernelError, OptionRangeError, OptionTypeError } from '../errors.js';
