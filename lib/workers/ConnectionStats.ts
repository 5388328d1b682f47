import type { SubscriberStats } from '../bus/index.js';

/**
 * The accounts of a connection as one end keeps them. What one end calls sent, the other calls received,
 * and the two agree.
 */
export interface ConnectionStats {
  /** What this end's bus published for the other. */
  readonly sent: SubscriberStats;
  /** What the other end's bus published for this; missing until the other end has been heard of. */
  readonly received: SubscriberStats | undefined;
}
