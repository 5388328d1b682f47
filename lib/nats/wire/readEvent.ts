import type { BusEvent } from '../../Kernel.js';
import type { BridgePlan } from '../BridgePlan.js';
import type { ReceiveRefusal } from '../BridgeStats.js';
import type { EventHeader } from './eventHeader.js';
import type { NatsMessage } from '../transport/NatsMessage.js';
import type { ReceivePlan } from '../routes.js';

/** What a message holds: an event, or nothing that is understood. */
export type Reading =
  { readonly event: BusEvent } | { readonly refused: ReceiveRefusal; readonly error?: unknown };

function isEvent(value: unknown, type: string): value is BusEvent {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === type;
}

/** Reads the event that a message holds. */
export function readEvent(
  { codec, maxHops }: Pick<BridgePlan, 'codec' | 'maxHops'>,
  { guard, schemas, type }: ReceivePlan,
  header: EventHeader,
  message: NatsMessage,
): Reading {
  if (header.hops > maxHops) return { refused: 'looped' };
  if (header.codec !== codec.name) return { refused: 'codec' };
  if (!schemas.has(header.schema)) return { refused: 'schema' };
  try {
    const event = codec.decode(message.data);
    if (isEvent(event, type) && (guard === undefined || guard(event))) return { event };
    return { refused: 'malformed' };
  } catch (error) {
    return { refused: 'malformed', error };
  }
}
