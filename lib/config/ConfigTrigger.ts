import type { Observable } from 'rxjs';

/**
 * Anything that says "reload now": each value asks for one, and bursts are coalesced. A trigger
 * leaves content alone that was rejected before, unless its value has `retry: true`, as a person's
 * request has ({@link onSignal}).
 */
export type ConfigTrigger = Observable<unknown>;
