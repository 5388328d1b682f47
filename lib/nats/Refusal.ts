/** An event or a message that a bridge set aside. */
export interface Refusal {
  /** Whether it was about to be sent or had come in. */
  readonly direction: 'send' | 'receive';
  /** The subject. */
  readonly subject: string;
  /**
   * Why:
   * - `'unencodable'`: the codec threw, or its route's `id` or `key`, or its trace isn't one line
   * - `'too-large'`: more bytes than the broker takes, or its stream
   * - `'foreign'`: the message has no, or no readable, `Ron-Event` header
   * - `'codec'`, `'schema'`: it was written by a codec, or in a version, that this side doesn't know
   * - `'malformed'`: the codec threw, or it isn't an event of this subject's type
   * - `'looped'`: it began on this node, or was sent on too often
   * - `'duplicate'`: this side had it already
   * - `'failed'`: who asked for it failed as often as may be; like all of the above that come from a stream, it is
   *   a dead letter
   */
  readonly reason:
    | 'unencodable'
    | 'too-large'
    | 'foreign'
    | 'codec'
    | 'schema'
    | 'malformed'
    | 'looped'
    | 'duplicate'
    | 'failed';
  /** What was thrown, if anything was. */
  readonly error?: unknown;
  /** The event that couldn't be sent. */
  readonly event?: unknown;
  /** The payload that couldn't be taken. */
  readonly data?: Uint8Array;
}
