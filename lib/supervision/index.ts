export type { Backoff, BackoffState, Random } from './Backoff.js';
export type { ChildDefaults, ChildSpec } from './ChildSpec.js';
export type { ChildState, ChildStatus } from './ChildState.js';
export { constant, type ConstantOptions } from './constant.js';
export { decorrelated, type DecorrelatedOptions } from './decorrelated.js';
export {
  explainPolicy,
  type ExplainOptions,
  type PolicyExplanation,
  type Spread,
} from './explainPolicy.js';
export { exponential, type ExponentialOptions } from './exponential.js';
export type {
  CrashIncident,
  FailureCause,
  Incident,
  IncidentDecision,
  LeakIncident,
} from './Incident.js';
export { equalJitter, fullJitter, noJitter, type Jitter } from './jitter.js';
export type { RestartLimit, RestartPolicy, RestartType, SupervisePolicy } from './RestartPolicy.js';
export type { RunContext } from './runWithSignal.js';
export type { Service, ServiceContext } from './ServiceContext.js';
export type { StopOptions, StopReport } from './StopOptions.js';
export { supervise } from './supervise.js';
export { Supervisor } from './Supervisor.js';
export {
  supervisorService,
  type SupervisorServiceOptions,
  type SupervisorServiceSpec,
} from './supervisorService.js';
export type { RestartBudget, RestartStrategy, SupervisorOptions } from './SupervisorOptions.js';
export {
  ChildSpecError,
  ChildStartError,
  HeartbeatMissedError,
  KernelError,
  OptionRangeError,
  OptionTypeError,
  RestartLimitExceededError,
  StartTimeoutError,
  StopRequest,
  SupervisorStateError,
  UnknownChildError,
} from '../errors.js';
export type { Logger } from '../internal/Logger.js';
