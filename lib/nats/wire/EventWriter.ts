import { OptionTypeError } from '../../errors.js';
import { show } from '../../internal/options.js';
import type { BusEvent } from '../../Kernel.js';
import type { EventCodec } from './EventCodec.js';
import { deliveryOf } from './deliveryOf.js';
import { EVENT_HEADER, TRACE_HEADER, writeEventHeader } from './eventHeader.js';
import type { NatsHeaders } from '../transport/NatsMessage.js';
import type { SendPlan } from '../routes.js';

/** An event on its way out. */
export interface Outgoing {
  readonly event: BusEvent;
  readonly route: SendPlan;
  readonly traceparent: string | undefined;
}

/** An event as it travels. */
export interface Message {
  readonly event: BusEvent;
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: NatsHeaders;
  /** Which of this bridge's messages on the subject it is. */
  readonly sequence: number;
  /** Bytes, all told, and a few more. */
  readonly size: number;
}

/** An event that can't be written. */
export interface Unwritable {
  readonly subject: string;
  readonly error: unknown;
}

/** Which of a bridge's messages on a subject comes next; outlives its runs, as receivers remember. */
export type Sequences = Map<string, number>;

/** What a writer stands on. */
export interface EventWriterOptions {
  readonly codec: EventCodec;
  readonly sequences: Sequences;
  /** This node, and this bridge of it. */
  readonly origin: string;
  readonly sender: string;
}

/** A trace as its header takes it. */
function traceOption(trace: string | undefined): string | undefined {
  if (trace !== undefined && /[\r\n]/.test(trace)) {
    throw new OptionTypeError(`a trace must be one line, got ${show(trace)}`);
  }
  return trace;
}

/** Writes events as messages. */
export class EventWriter {
  constructor(private readonly options: EventWriterOptions) {}

  /** The message, with the number that comes next; {@link took} takes the number. */
  write({ event, route, traceparent }: Outgoing): Message | Unwritable {
    const { codec, origin, sender, sequences } = this.options;
    let { subject } = route;
    try {
      subject = route.subjectOf(event);
      const data = codec.encode(event);
      const delivery = deliveryOf(event);
      const sequence = (sequences.get(subject) ?? 0) + 1;
      const header = writeEventHeader({
        codec: codec.name,
        schema: route.schema,
        origin: delivery?.origin ?? origin,
        hops: delivery === undefined ? 0 : delivery.hops + 1,
        sender,
        sequence,
      });
      const trace = traceOption(traceparent ?? delivery?.traceparent);
      const headers =
        trace === undefined
          ? { [EVENT_HEADER]: header }
          : { [EVENT_HEADER]: header, [TRACE_HEADER]: trace };
      const size = data.length + header.length + (trace?.length ?? 0) + 64;
      return { event, subject, data, headers, sequence, size };
    } catch (error) {
      return { subject, error };
    }
  }

  /** The message is out: the next one has another number. */
  took({ subject, sequence }: Message): void {
    this.options.sequences.set(subject, sequence);
  }
}
