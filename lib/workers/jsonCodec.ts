import type { Codec } from './Codec.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Room for most events. Whoever encodes copies the bytes before the next. */
const room = new Uint8Array(65_536);

/**
 * The codec for events that are plain JSON: objects, arrays, strings, numbers, booleans and `null`. Several
 * times as quick as {@link structuredCodec}. What JSON doesn't know it changes or leaves out, as
 * `JSON.stringify` does: a `Date` becomes a string, `undefined` is left out.
 *
 * @example
 * ```ts
 * import { jsonCodec } from 'ron-kernel/workers';
 *
 * const codec = jsonCodec<{ readonly celsius: number }>();
 * console.log(codec.decode(codec.encode({ celsius: 21.5 })).celsius); // → 21.5
 * ```
 */
export function jsonCodec<E>(): Codec<E> {
  return {
    name: 'json',
    encode(event) {
      const text = JSON.stringify(event) as string | undefined;
      if (text === undefined) throw new TypeError(`JSON has no ${typeof event}`);
      // A character takes three bytes at most.
      if (text.length * 3 > room.length) return encoder.encode(text);
      return room.subarray(0, encoder.encodeInto(text, room).written);
    },
    // What was encoded is an E; nothing here could check it.
    decode: (bytes) => JSON.parse(decoder.decode(bytes)) as E,
  };
}
