import { KernelError } from '../../errors.js';

/**
 * The broker is there and refuses this side: a wrong password, token or credentials, or a user who may not
 * subscribe to what the bridge receives, or publish what it sends. `cause` is what it said.
 */
export class NatsAuthorizationError extends KernelError {
  readonly code = 'ERR_NATS_AUTHORIZATION';

  constructor(
    /** The addresses that were tried. */
    readonly servers: readonly string[],
    options?: ErrorOptions & {
      /** What the user may not do, in the broker's words. */
      readonly violation?: string;
    },
  ) {
    const who = options?.violation === undefined ? 'this user' : `this user: ${options.violation}`;
    super(
      `${servers.join(', ')} refuses ${who}; check the bridge's auth, and the user's rights on the broker`,
      options,
    );
  }
}
