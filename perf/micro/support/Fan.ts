import type { Counter, Handlers, Tick } from './handlers.js';

/** How a subscriber takes part. */
export type Form = 'functions' | 'observers' | 'map' | 'filter and map';

/** One of the ways to hand an event to many. */
export interface Fan {
  readonly subscribe: (form: Form, counter: Counter, handlers: Handlers) => void;
  readonly publish: (tick: Tick) => void;
  /** How many events it lost, by its own account. */
  readonly dropped: () => number;
}
