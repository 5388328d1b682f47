import { deserialize, serialize } from 'node:v8';
import type { Codec } from './Codec.js';

/**
 * The codec of a connection that names none: structured clone by `node:v8`, for whatever `postMessage`
 * takes but for what that would transfer or share.
 *
 * @example
 * ```ts
 * import { structuredCodec } from 'ron-kernel/workers';
 *
 * const codec = structuredCodec<{ readonly at: Date }>();
 * console.log(codec.decode(codec.encode({ at: new Date(0) })).at.getTime()); // → 0
 * ```
 */
export function structuredCodec<E>(): Codec<E> {
  return {
    name: 'structured',
    encode: serialize,
    // What was encoded is an E; nothing here could check it.
    decode: (bytes) => deserialize(bytes) as E,
  };
}
