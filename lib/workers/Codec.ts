/** How events become bytes that another thread makes events of again. */
export interface Codec<E> {
  /** What it is called. Both ends of a connection name the same, or it fails. */
  readonly name: string;
  /** The event's bytes, which are copied before this is called again. What it throws refuses the event. */
  encode(event: E): Uint8Array;
  /**
   * The event of these bytes, which it may keep: they are no other event's, though they keep up to
   * 32 KiB of their neighbours in memory.
   */
  decode(bytes: Uint8Array): E;
}
