import { filter, type OperatorFunction } from 'rxjs';
import { keepHost } from './fusion.js';

/**
 * Lets through the events of the given types, and narrows their TypeScript type to match. A bounded
 * reader right behind it is in the account of the bus it came from, as if it were on the bus itself.
 *
 * @param types - one or more values of the events' `type`
 *
 * @example
 * ```ts
 * import { map, of } from 'rxjs';
 * import { ofType } from 'ron-kernel';
 *
 * type AppEvent =
 *   | { readonly type: 'reading'; readonly celsius: number }
 *   | { readonly type: 'alarm'; readonly reason: string };
 *
 * of<AppEvent[]>({ type: 'reading', celsius: 21 }, { type: 'alarm', reason: 'too warm' })
 *   .pipe(
 *     ofType('alarm'),
 *     map(({ reason }) => reason.toUpperCase()),
 *   )
 *   .subscribe((reason) => console.log(reason));
 * ```
 */
export function ofType<E extends { readonly type: string }, T extends E['type']>(
  ...types: readonly [T, ...T[]]
): OperatorFunction<E, Extract<E, { readonly type: T }>> {
  const wanted = new Set<string>(types);
  const isWanted = (event: E): event is Extract<E, { readonly type: T }> => wanted.has(event.type);
  return (source) => keepHost(source.pipe(filter(isWanted)), source);
}
