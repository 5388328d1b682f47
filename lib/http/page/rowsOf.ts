import { reasonOf } from '../../internal/reasonOf.js';
import type { EventRow, Rows, ServiceRow, SubscriberRow } from './PageFrame.js';
import { typeOf, type Numbered } from './EventSample.js';
import type { ServiceState, SubscriberAccount } from './PageSource.js';
import { shorten, textOf } from './textOf.js';

/** How many rows any table has at most. */
const ROWS = 100;

/** The first rows, and how many there are beyond. */
export function limited<T>(rows: readonly T[]): Rows<T> {
  return { rows: rows.slice(0, ROWS), more: Math.max(rows.length - ROWS, 0) };
}

/** A row per subscriber in the order of the account; where there are too many, of the fullest. */
export function subscriberRows(
  accounts: readonly SubscriberAccount[],
  secondsToLoss: ReadonlyMap<string, number>,
): Rows<SubscriberRow> {
  const rows = accounts.map(({ name, capacity, pending, delivered, dropped }) => {
    const seconds = secondsToLoss.get(name) ?? Infinity;
    const lossIn = Number.isFinite(seconds) ? seconds : null;
    return { name: shorten(name), capacity, pending, delivered, dropped, lossIn };
  });
  if (rows.length <= ROWS) return limited(rows);
  const fullness = ({ pending, capacity }: SubscriberRow): number => pending / capacity;
  return limited(rows.sort((a, b) => fullness(b) - fullness(a) || b.dropped - a.dropped));
}

/**
 * A row per service, each supervisor's own below it; where there are too many, those that aren't ready go
 * before those that are.
 *
 * @param now - Milliseconds of the clock that the states are in.
 */
export function serviceRows(services: readonly ServiceState[], now: number): Rows<ServiceRow> {
  const below = (states: readonly ServiceState[], depth: number): ServiceRow[] =>
    states.flatMap((state) => [serviceRow(state, depth, now), ...below(state.children, depth + 1)]);
  const rows = below(services, 0);
  if (rows.length <= ROWS) return limited(rows);
  const kept = new Set(limited([...rows].sort((a, b) => Number(a.ready) - Number(b.ready))).rows);
  return { rows: rows.filter((row) => kept.has(row)), more: rows.length - ROWS };
}

function serviceRow(service: ServiceState, depth: number, now: number): ServiceRow {
  const { name, state, ready, critical, generation, restarts, leaked } = service;
  const { since, nextRestartAt, lastError } = service;
  return {
    name: shorten(name),
    depth,
    state,
    ready,
    critical,
    generation,
    restarts,
    leaked,
    held: Math.max(now - since, 0),
    restartsIn: nextRestartAt === undefined ? null : Math.max(nextRestartAt - now, 0),
    lastError: lastError === undefined ? '' : shorten(reasonOf(lastError)),
  };
}

/** A row per event. */
export function eventRows(events: readonly Numbered[]): readonly EventRow[] {
  return events.map(({ sequence, event }) => ({
    sequence,
    type: shorten(typeOf(event)),
    text: withoutType(textOf(event), typeOf(event)),
  }));
}

/** The type has a place of its own. */
function withoutType(text: string, type: string): string {
  const head = `{ type: ${textOf(type)}`;
  if (!text.startsWith(head)) return text;
  const rest = text.slice(head.length);
  if (rest === ' }') return '';
  return rest.startsWith(', ') ? `{ ${rest.slice(2)}` : text;
}
