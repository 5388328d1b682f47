import type { Codec } from './Codec.js';

/**
 * The codec for events that are bytes already: the quickest, since nothing but the bytes is copied.
 *
 * @example
 * ```ts
 * import { bytesCodec } from 'ron-kernel/workers';
 *
 * const event = new TextEncoder().encode('statsd:1|c');
 * console.log(bytesCodec.encode(event) === event); // → true
 * ```
 */
export const bytesCodec: Codec<Uint8Array> = {
  name: 'bytes',
  encode: (event) => event,
  decode: (bytes) => bytes,
};
