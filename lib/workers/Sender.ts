import type { LagNotice, Overflow } from '../bus/index.js';
import { OptionTypeError } from '../errors.js';
import { functionOption, methodsOption, nameOption, show } from '../internal/options.js';
import type { Codec } from './Codec.js';
import type { RingSize } from './ring/ringSize.js';
import type { SharedPlace } from './ring/SharedPlace.js';
import { SharedRing } from './ring/SharedRing.js';
import { structuredCodec } from './structuredCodec.js';

/** The `type` of events that have one. */
export type TypeOf<E> = E extends { readonly type: infer T } ? T : never;

/** What goes to the other end of a connection, and how. */
export interface SendOptions<E> extends RingSize {
  /**
   * The events that go to the other end, by their `type`.
   *
   * @defaultValue all of them
   */
  readonly types?: readonly TypeOf<E>[];
  /**
   * What the other end loses when it falls further behind than `capacity` or `bytes`. With `'error'`
   * the connection fails with a BufferOverflowError at both ends.
   *
   * @defaultValue 'drop-oldest'
   */
  readonly overflow?: Overflow;
  /**
   * How events become bytes: the same at both ends.
   *
   * @defaultValue `structuredCodec()`
   */
  readonly codec?: Codec<E>;
  /** Told of each loss of the other end, at most once in a microtask. */
  readonly onLag?: (notice: LagNotice) => void;
}

/** {@link SendOptions}, checked. */
export interface SendPlan<E> {
  readonly types: ReadonlySet<unknown> | undefined;
  readonly codec: Codec<E>;
  readonly ring: RingSize & { readonly overflow?: Overflow };
  readonly onLag: ((notice: LagNotice) => void) | undefined;
}

export function sendPlan<E>(options: SendOptions<E>): SendPlan<E> {
  const { types, codec = structuredCodec<E>(), onLag, capacity, bytes, overflow } = options;
  if (types !== undefined && !Array.isArray(types)) {
    throw new OptionTypeError(`types must be an array of events' types, got ${show(types)}`);
  }
  methodsOption('codec', codec, ['encode', 'decode']);
  nameOption('codec.name', codec.name);
  return {
    types: types && new Set<unknown>(types),
    codec,
    onLag: onLag === undefined ? undefined : functionOption('onLag', onLag),
    ring: {
      ...(capacity !== undefined && { capacity }),
      ...(bytes !== undefined && { bytes }),
      ...(overflow !== undefined && { overflow }),
    },
  };
}

/** Writes events into a ring. */
export class Sender<E> {
  readonly ring: SharedRing;

  constructor(private readonly plan: SendPlan<E>) {
    this.ring = new SharedRing(plan.ring);
  }

  /** Whether an event is one of those that go to the other end. */
  takes(event: E): boolean {
    const { types } = this.plan;
    return types?.has(typeOf(event)) ?? true;
  }

  /** Writes `event` for all but the reader it came from. Throws if it can't be written; they have missed it then. */
  send(event: E, from?: SharedPlace): void {
    const { ring } = this;
    let bytes: Uint8Array;
    try {
      bytes = this.plan.codec.encode(event);
    } catch (error) {
      ring.refuse(from);
      throw error;
    }
    ring.write(bytes, from);
  }
}

function typeOf(event: unknown): unknown {
  return typeof event === 'object' && event !== null && 'type' in event ? event.type : undefined;
}
