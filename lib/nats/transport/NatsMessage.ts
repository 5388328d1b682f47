/** The headers of one message, by name. */
export type NatsHeaders = Readonly<Record<string, string>>;

/** A message as it came from the broker. */
export interface NatsMessage {
  /** Where it was published. */
  readonly subject: string;
  /** Its payload. */
  readonly data: Uint8Array;
  /** The header of that name, if it has one. Names are as they were written. */
  header(name: string): string | undefined;
}
