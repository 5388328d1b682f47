export {
  batchMapBounded,
  bounded,
  Bus,
  concatMapBounded,
  eachValueBounded,
  mergeMapBounded,
  ofType,
  type Abandoned,
  type BatchMapBoundedOptions,
  type BoundedOptions,
  type BusMonitor,
  type BusOptions,
  type BusStats,
  type CloseOptions,
  type CloseResult,
  type Context,
  type DepartedStats,
  type EachValueOptions,
  type LagNotice,
  type MergeMapBoundedOptions,
  type Overflow,
  type ReadOptions,
  type Reporting,
  type SubscriberStats,
} from './bus/index.js';

export type {
  ConfigOf,
  ConfigSchema,
  KernelConfig,
  KernelConfigOptions,
  KernelSchema,
} from './config/index.js';
export type { ConfigChange } from './config/ConfigChange.js';
export type { ConfigExplanation, ConfigValueOrigin } from './config/ConfigExplanation.js';
export type { ConfigGuard, KernelConfigGuard, ServiceCrash } from './config/ConfigGuard.js';
export type { ConfigParticipant } from './config/ConfigParticipant.js';
export type { ConfigSnapshot } from './config/ConfigSnapshot.js';
export type {
  ConfigContent,
  ConfigLayer,
  ConfigReadRequest,
  ConfigSource,
} from './config/ConfigSource.js';
export type { ConfigTrigger } from './config/ConfigTrigger.js';
export { describeKernelConfig } from './config/describeKernelConfig.js';
export type { DeepReadonly } from './config/DeepReadonly.js';
export type { KeyPath } from './config/KeyPath.js';
export { LiveConfig } from './config/LiveConfig.js';
export type { LiveConfigOptions } from './config/LiveConfigOptions.js';
export type {
  AppliedReload,
  ReloadFacts,
  RejectedReload,
  ReloadOutcome,
  RolledBackReload,
  UnchangedReload,
} from './config/ReloadOutcome.js';
export { describeConfig, type JsonSchema } from './config/schema/describeConfig.js';
export { duration, restartRequired, secret } from './config/schema/marks.js';
export { envSource, type Environment } from './config/sources/envSource.js';
export { fileSource, type FileSourceOptions } from './config/sources/fileSource.js';
export { flagSource } from './config/sources/flagSource.js';
export { objectSource, type ObjectSourceOptions } from './config/sources/objectSource.js';
export { onFileChange, type FileChange } from './config/triggers/onFileChange.js';
export { onSignal, type SignalReceived } from './config/triggers/onSignal.js';

export { createKernel } from './createKernel.js';
export type {
  BusEvent,
  EventsNamedBy,
  EventsOf,
  Kernel,
  KernelContext,
  KernelHealth,
  KernelOptions,
  KernelRecorder,
  KernelService,
  ServiceConfig,
  ShutdownReport,
  StartsAnything,
} from './Kernel.js';

export {
  BufferOverflowError,
  ChildSpecError,
  ChildStartError,
  ConfigClosedError,
  ConfigFailureError,
  ConfigRejectedError,
  HeartbeatMissedError,
  KernelError,
  KernelStoppedError,
  ListenError,
  OptionRangeError,
  OptionTypeError,
  ProcessExitError,
  RequestFailedError,
  RestartLimitExceededError,
  StartTimeoutError,
  StopRequest,
  SupervisorStateError,
  UnknownChildError,
  WorkerExitError,
  type ConfigIssue,
} from './errors.js';
export type {
  ConfigUpdatedEvent,
  HealthEvent,
  KernelEvent,
  ServiceCrashedEvent,
  ShutdownEvent,
} from './events.js';

export type {
  CheckFunction,
  CheckHealth,
  CheckOptions,
  HealthFacts,
  HealthReport,
  HealthWarning,
  Readiness,
  ReportedCheck,
  ReportedService,
  ReportedWarning,
  ServiceHealth,
} from './health/index.js';
export { HealthState } from './health/HealthState.js';
export { readiness } from './health/readiness.js';

export type { ObservabilityHandler, Observed } from './http/index.js';
export { observabilityHandler } from './observabilityHandler.js';

export type { Exposition } from './internal/Exposition.js';
export type { Logger } from './internal/Logger.js';
export type { RequestSample } from './internal/RequestSample.js';
export type { LogFormat } from './internal/LogFormat.js';
export type { LogLevel } from './internal/LogLevel.js';
export type { KernelMetrics } from './metrics/index.js';

export {
  constant,
  decorrelated,
  equalJitter,
  explainPolicy,
  exponential,
  fullJitter,
  noJitter,
  supervise,
  Supervisor,
  supervisorService,
  type Backoff,
  type BackoffState,
  type ChildDefaults,
  type ChildSpec,
  type ChildState,
  type ChildStatus,
  type ConstantOptions,
  type CrashIncident,
  type DecorrelatedOptions,
  type ExplainOptions,
  type ExponentialOptions,
  type FailureCause,
  type Incident,
  type IncidentDecision,
  type Jitter,
  type LeakIncident,
  type PolicyExplanation,
  type Random,
  type RestartBudget,
  type RestartLimit,
  type RestartPolicy,
  type RestartStrategy,
  type RestartType,
  type RunContext,
  type Service,
  type ServiceContext,
  type Spread,
  type StopOptions,
  type StopReport,
  type SupervisePolicy,
  type SupervisorOptions,
  type SupervisorServiceOptions,
  type SupervisorServiceSpec,
} from './supervision/index.js';

export { parentLink, type ParentLink } from './supervision/services/parentLink.js';
export {
  processService,
  type ProcessService,
  type ProcessServiceOptions,
} from './supervision/services/processService.js';
export type { RemoteHandle, RemoteSpec } from './supervision/services/RemoteChild.js';
export type { RequestOptions } from './supervision/services/Requests.js';
export {
  workerService,
  type WorkerService,
  type WorkerServiceOptions,
} from './supervision/services/workerService.js';
export type { RunConnection } from './supervision/services/RunConnection.js';
