/** The header that every event travels with. */
export const EVENT_HEADER = 'Ron-Event';
/** W3C's trace context. */
export const TRACE_HEADER = 'traceparent';

/** The form of the header itself. */
const VERSION = '1';

/** What a message says about the event it holds. */
export interface EventHeader {
  /** The codec it was written by. */
  readonly codec: string;
  /** The version of the event type's schema. */
  readonly schema: number;
  /** The node it was published on first. */
  readonly origin: string;
  /** How many bridges sent it on, after the first. */
  readonly hops: number;
  /** The bridge that sent this message. */
  readonly sender: string;
  /** Which of that bridge's messages on this subject it is, from 1. */
  readonly sequence: number;
}

/** `1 json 2 7f3a… 0 7f3a….nats 41`: short, since each message carries it. */
export function writeEventHeader(header: EventHeader): string {
  const { codec, schema, origin, hops, sender, sequence } = header;
  return `${VERSION} ${codec} ${schema} ${origin} ${hops} ${sender} ${sequence}`;
}

/** What `text` says, or nothing if it isn't such a header. */
export function parseEventHeader(text: string): EventHeader | undefined {
  const words = text.split(' ');
  const [version, codec = '', schema, origin = '', hops, sender = '', sequence] = words;
  if (words.length !== 7 || version !== VERSION || /[\r\n]/.test(text)) return undefined;
  const header = {
    codec,
    schema: Number(schema),
    origin,
    hops: Number(hops),
    sender,
    sequence: Number(sequence),
  };
  const whole =
    Number.isSafeInteger(header.schema) &&
    Number.isSafeInteger(header.hops) &&
    Number.isSafeInteger(header.sequence);
  return whole && codec !== '' && origin !== '' && sender !== '' ? header : undefined;
}
