import { KernelError } from '../errors.js';

/** What was to be read is no recording, or one that is damaged or of another version. */
export class RecordingError extends KernelError {
  readonly code = 'ERR_RECORDING';

  constructor(
    /** Where it stands: a file, or words for a text. */
    readonly source: string,
    /** What is wrong with it, in words. */
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${source} is no recording that can be read: ${reason}`, options);
  }
}
