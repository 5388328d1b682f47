import type { NatsHeaders } from './NatsMessage.js';

/** What became of a message that was to be stored. */
export type NatsStoreOutcome =
  | {
      /** A stream has it. */
      readonly stored: true;
      /** Whether it had one of that id before, and kept that alone. */
      readonly duplicate: boolean;
    }
  | {
      /** No stream has it, as far as is known. */
      readonly stored: false;
      /** Why, in words; never empty. */
      readonly reason: string;
      /** Whether no further attempt would change that. */
      readonly final: boolean;
    };

/** What a broker keeps, within one session: JetStream. */
export interface NatsJetStream {
  /** The name of the stream that has this subject, which may have wildcards; nothing if none has, or the broker keeps none. */
  streamOf(subject: string): Promise<string | undefined>;
  /**
   * Has a message stored, once for each `id` as long as the stream remembers it. Never rejects: what
   * isn't answered within some seconds, or before the session ends, isn't known to be stored.
   */
  store(
    subject: string,
    data: Uint8Array,
    headers: NatsHeaders,
    id: string,
  ): Promise<NatsStoreOutcome>;
}
