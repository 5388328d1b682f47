/**
 * What a bridge publishes on its bus when a message of a stream became a dead letter. It goes with a line in the log
 * and the count `consumed.dead`.
 */
export interface DeadLetterEvent {
  /** What tells this event from the others. */
  readonly type: 'kernel.nats.dead-letter';
  /** The bridge's name. */
  readonly bridge: string;
  /** The subject the message came on. */
  readonly subject: string;
  /** Where it is kept; nothing if it was given up. */
  readonly deadLetter?: string;
  /** Why; never empty. */
  readonly reason: string;
  /** How often it was handed out. */
  readonly deliveries: number;
}
