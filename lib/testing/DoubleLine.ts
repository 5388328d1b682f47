import type { NatsSessionEnd } from '../nats/transport/NatsTransport.js';

/** What a double of a broker needs of a session. */
export interface DoubleLine {
  readonly over: boolean;
  readonly closed: Promise<NatsSessionEnd>;
  /** Does `step` once all before it on the line is done; never, if the session ends first. */
  enqueue(step: () => void): void;
  flush(): Promise<void>;
}
