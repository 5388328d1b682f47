import { KernelError } from '../../errors.js';

/** The broker is there and refuses this side: a wrong password, token or credentials. `cause` is what it said. */
export class NatsAuthorizationError extends KernelError {
  readonly code = 'ERR_NATS_AUTHORIZATION';

  constructor(
    /** The addresses that were tried. */
    readonly servers: readonly string[],
    options?: ErrorOptions,
  ) {
    super(
      `${servers.join(', ')} refuses this user; check the bridge's auth, and the user's rights on the broker`,
      options,
    );
  }
}
