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
  readonly code = 'ERR_OPTION_TYPE';
  override readonly name = 'OptionTypeError';
}

/** A number given as an option is outside its range. Thrown where the option is given, before anything starts. */
export class OptionRangeError extends RangeError {
  readonly code = 'ERR_OPTION_RANGE';
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
