import { KernelError } from '../../errors.js';

/** A bridge was started in a project without the client it needs. */
export class NatsMissingError extends KernelError {
  readonly code = 'ERR_NATS_MISSING';

  constructor(
    /** The package that is missing. */
    readonly packageName: string,
    options?: ErrorOptions,
  ) {
    super(`a NATS bridge needs ${packageName}; run: npm install ${packageName}`, options);
  }
}
