import type { NatsHeaders } from '../nats/transport/NatsMessage.js';

/** A message that a stream keeps. */
export interface NatsStoredCopy {
  /** Where it was published. */
  readonly subject: string;
  /** Its payload. */
  readonly data: Uint8Array;
  /** Its headers, by name. */
  readonly headers: NatsHeaders;
}
