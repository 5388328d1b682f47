/**
 * The base of every error this library raises about a running system. Match on `code`: it is a
 * literal on each subclass and survives bundling and duplicated packages, where `instanceof` may not.
 */
export abstract class KernelError extends Error {
  /** What went wrong, as a constant; one per subclass. */
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/**
 * An option has the wrong type or isn't one of the words allowed. Thrown where the option is given,
 * before anything starts.
 */
export class OptionTypeError extends TypeError {
  /** What went wrong, as a constant. */
  readonly code = 'ERR_OPTION_TYPE';
  /** The class's name, also in minified code. */
  override readonly name = 'OptionTypeError';
}

/** A number given as an option is outside its range. Thrown where the option is given, before anything starts. */
export class OptionRangeError extends RangeError {
  /** What went wrong, as a constant. */
  readonly code = 'ERR_OPTION_RANGE';
  /** The class's name, also in minified code. */
  override readonly name = 'OptionRangeError';
}

/** A reader with `overflow: 'error'` fell further behind than its capacity. It alone ends with this. */
export class BufferOverflowError extends KernelError {
  readonly code = 'ERR_BUFFER_OVERFLOW';

  constructor(
    /** The name of the reader that overflowed. */
    readonly subscriber: string,
    /** How many events it may hold. */
    readonly capacity: number,
  ) {
    super(
      `'${subscriber}' fell more than its capacity of ${String(capacity)} events behind; ` +
        `raise its capacity, make its work cheaper, or choose overflow 'drop-oldest', 'drop-newest' or 'latest'`,
    );
  }
}

/** One thing that is wrong with a config. It never holds a secret value. */
export interface ConfigIssue {
  /** Where it stands: a file, a variable or flag by name, `'schema default'`; empty where nothing gave a value. */
  readonly source: string;
  /** The key path, such as `'log.level'`; empty when the trouble isn't with one key. */
  readonly key: string;
  /** What is wrong and how to mend it, key included. */
  readonly message: string;
  /** 1-based, where the parser gives one. */
  readonly line?: number;
  /** 1-based, where the parser gives one. */
  readonly column?: number;
}

/** How many issues a message spells out; `issues` has them all. */
const SHOWN_ISSUES = 20;

function issueLine({ source, message, line, column }: ConfigIssue): string {
  const at = [source, line, column].filter((part) => part !== undefined && part !== '').join(':');
  return at === '' ? message : `${at}: ${message}`;
}

/** A config, new or reloaded, that isn't valid. After a reload the one before stays in force. */
export class ConfigRejectedError extends KernelError {
  readonly code = 'ERR_CONFIG_REJECTED';
  /** What is wrong: the message but for saying that the config was rejected. */
  readonly reason: string;

  constructor(
    /** Everything that is wrong, not just the first; at least one. */
    readonly issues: readonly ConfigIssue[],
  ) {
    const lines = issues.slice(0, SHOWN_ISSUES).map(issueLine);
    const rest = issues.length - lines.length;
    if (rest > 0) lines.push(`and ${String(rest)} more`);
    const isOne = lines.length === 1;
    const reason = isOne
      ? lines.join('')
      : `${String(issues.length)} problems:\n${lines.map((line) => `  ${line}`).join('\n')}`;
    super(`config rejected${isOne ? ':' : ','} ${reason}`);
    this.reason = reason;
  }
}

/** Something about a config failed that leaves the config in force: a trigger, a commit, a guard. */
export class ConfigFailureError extends KernelError {
  readonly code = 'ERR_CONFIG_FAILURE';

  constructor(
    /** What failed, at least one thing; without secret values. */
    readonly issues: readonly ConfigIssue[],
  ) {
    super(`the config stays in force, but ${issues.map(issueLine).join('; ')}`);
  }
}

/** A config was asked to reload after it was closed. */
export class ConfigClosedError extends KernelError {
  readonly code = 'ERR_CONFIG_CLOSED';

  constructor() {
    super('this config is closed and reloads no more; open another');
  }
}

/**
 * Something was restarted as often as its limit allows and failed again. `cause` is what it failed
 * with last, `undefined` if it completed when it shouldn't have.
 */
export class RestartLimitExceededError extends KernelError {
  readonly code = 'ERR_RESTART_LIMIT_EXCEEDED';

  constructor(
    /** What failed: a child's name, or words for what has none. */
    readonly subject: string,
    /** How many restarts are allowed within the window. */
    readonly restarts: number,
    /** The window in milliseconds. */
    readonly within: number,
    /** What it did last, in words. */
    reason: string,
    options?: ErrorOptions,
  ) {
    const times = restarts === 1 ? 'time' : 'times';
    super(
      `${subject} was restarted ${String(restarts)} ${times} within ${String(within)} ms and failed again: ${reason}`,
      options,
    );
  }
}

/** A child's spec can't work: a name taken twice, a dependency that is unknown or goes in a circle, … */
export class ChildSpecError extends KernelError {
  readonly code = 'ERR_CHILD_SPEC';
}

/** A child failed before it was ready, and its start was someone's to wait for. `cause` is why. */
export class ChildStartError extends KernelError {
  readonly code = 'ERR_CHILD_START';

  constructor(
    /** The child's name. */
    readonly child: string,
    /** Why it didn't start, in words. */
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`'${child}' failed to start: ${reason}`, options);
  }
}

/** A child didn't get ready within its `startTimeout`. */
export class StartTimeoutError extends KernelError {
  readonly code = 'ERR_START_TIMEOUT';

  constructor(
    /** The timeout in milliseconds. */
    readonly timeout: number,
  ) {
    super(`not ready within ${String(timeout)} ms; call ready(), or raise startTimeout`);
  }
}

/** A child that promised a heartbeat was silent for longer than its `heartbeatTimeout`. */
export class HeartbeatMissedError extends KernelError {
  readonly code = 'ERR_HEARTBEAT_MISSED';

  constructor(
    /** The timeout in milliseconds. */
    readonly timeout: number,
  ) {
    super(`no heartbeat for ${String(timeout)} ms`);
  }
}

/** A supervisor has no child of that name. */
export class UnknownChildError extends KernelError {
  readonly code = 'ERR_UNKNOWN_CHILD';

  constructor(
    /** The name asked for. */
    readonly child: string,
  ) {
    super(`there is no child named '${child}'`);
  }
}

/** A supervisor was asked for something that it no longer, or not yet, does: its life is start, then stop, once. */
export class SupervisorStateError extends KernelError {
  readonly code = 'ERR_SUPERVISOR_STATE';
}

/**
 * What a service's `signal` is aborted with. It is named `AbortError`, as everything that takes a
 * signal expects.
 */
export class StopRequest extends KernelError {
  readonly code = 'ERR_STOP_REQUESTED';
  /** As the web platform calls it, so that code that knows abort signals knows this. */
  override readonly name = 'AbortError';

  constructor(
    /** How many milliseconds the service has to end by itself. */
    readonly timeout: number,
  ) {
    super(`asked to end within ${String(timeout)} ms`);
  }
}

const LISTEN_ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use; stop what listens there, or choose another port (0 takes any free one)',
  EADDRNOTAVAIL: 'is no address of this machine; 127.0.0.1 always is',
  EACCES: 'needs rights this process lacks; choose a port from 1024',
  ENOTFOUND: 'has a host name that cannot be resolved; an IP address needs no resolving',
};

/** A server couldn't have the address it was told to listen on. `cause` is the system's error. */
export class ListenError extends KernelError {
  readonly code = 'ERR_LISTEN';

  constructor(
    /** The option or key the address came from. */
    readonly option: string,
    /** The address, as `host:port`. */
    readonly address: string,
    cause: unknown,
  ) {
    const { code } = Object(cause) as { readonly code?: unknown };
    const advice = LISTEN_ADVICE[String(code)] ?? `cannot be listened on: ${String(cause)}`;
    super(`${option} ${address} ${advice}`, { cause });
  }
}

/** A kernel was stopped before it was ready, or asked to start after it was stopped. A new one can be made. */
export class KernelStoppedError extends KernelError {
  readonly code = 'ERR_KERNEL_STOPPED';

  constructor() {
    super('this kernel was stopped; create another to start again');
  }
}

/** A worker thread ended with a code that means failure. */
export class WorkerExitError extends KernelError {
  readonly code = 'ERR_WORKER_EXIT';

  constructor(
    /** What it passed to `process.exit`, or 1 after an uncaught error. */
    readonly exitCode: number,
  ) {
    super(`the worker exited with code ${String(exitCode)}`);
  }
}

/** A child process ended with a code that means failure, or by a signal. */
export class ProcessExitError extends KernelError {
  readonly code = 'ERR_PROCESS_EXIT';

  constructor(
    /** Its exit code; `null` if a signal ended it. */
    readonly exitCode: number | null,
    /** The signal that ended it; `null` if none did. */
    readonly signal: string | null,
  ) {
    super(
      signal === null
        ? `the process exited with code ${String(exitCode)}`
        : `the process was ended by ${signal}`,
    );
  }
}

/** A request can't be answered: the worker or process it went to has ended, or doesn't run. */
export class RequestFailedError extends KernelError {
  readonly code = 'ERR_REQUEST_FAILED';

  constructor(
    /** The name of the service that was asked. */
    readonly service: string,
    /** What became of it, in words. */
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`'${service}' can't answer: ${reason}`, options);
  }
}

/** An event is larger than a ring in shared memory can hold. It is refused, and counted as dropped. */
export class EventTooLargeError extends KernelError {
  readonly code = 'ERR_EVENT_TOO_LARGE';

  constructor(
    /** How many bytes it takes. */
    readonly length: number,
    /** How many bytes the ring holds. */
    readonly bytes: number,
  ) {
    super(
      `an event of ${String(length)} bytes can't go through a ring of ${String(bytes)}; raise bytes, or send less`,
    );
  }
}

/** Two threads can't be connected, or no longer: the message says why and what to do. */
export class WorkerConnectionError extends KernelError {
  readonly code = 'ERR_WORKER_CONNECTION';
}
