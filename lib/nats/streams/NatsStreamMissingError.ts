import { KernelError } from '../../errors.js';

/** A bridge is to deliver at least once, and the broker has no stream for that. Streams are the operator's to make. */
export class NatsStreamMissingError extends KernelError {
  readonly code = 'ERR_NATS_STREAM_MISSING';

  constructor(
    /** The subject that no stream has. */
    readonly subject: string,
    options?: ErrorOptions,
  ) {
    super(
      `no stream on the broker has the subject '${subject}'; ` +
        `run: nats stream add <name> --subjects '${subject}' (the broker itself needs JetStream: nats-server -js)`,
      options,
    );
  }
}
