import { show } from '../../internal/options.js';

/** How a value of a config reads in an error; nothing in it is dumped whole. */
export function describeValue(value: unknown): string {
  return value instanceof Date ? 'a date' : show(value);
}

/** The same without the value itself, for what is secret. */
export function describeKind(value: unknown): string {
  return typeof value === 'object' ? describeValue(value) : `a ${typeof value}`;
}
