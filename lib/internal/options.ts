import { OptionRangeError, OptionTypeError } from '../errors.js';

/** The longest delay a Node.js timer takes: one millisecond more and it fires at once. */
export const MAX_DELAY = 2 ** 31 - 1;

/** How a value reads in an error: `'8'` and `8` apart, and no object dumped whole. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/** A whole number from `min` to `max`, or an error that names the option, what it got and what it wants. */
export function integerOption(name: string, value: unknown, min: number, max: number): number {
  const wants = `must be a whole number from ${String(min)} to ${String(max)}`;
  if (typeof value !== 'number') throw new OptionTypeError(`${name} ${wants}, got ${show(value)}`);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new OptionRangeError(`${name} ${wants}, got ${show(value)}`);
  }
  return value;
}

/** A finite number from `min` to `max`, fractions allowed. */
export function numberOption(name: string, value: unknown, min: number, max: number): number {
  const wants = `must be a number from ${String(min)} to ${String(max)}`;
  if (typeof value !== 'number') throw new OptionTypeError(`${name} ${wants}, got ${show(value)}`);
  if (!(value >= min && value <= max)) {
    throw new OptionRangeError(`${name} ${wants}, got ${show(value)}`);
  }
  return value;
}

/** Milliseconds from `min` to what a timer can take, fractions allowed. */
export function millisecondsOption(name: string, value: unknown, min = 0): number {
  const wants = `must be milliseconds from ${String(min)} to ${String(MAX_DELAY)}`;
  if (typeof value !== 'number') throw new OptionTypeError(`${name} ${wants}, got ${show(value)}`);
  if (!(value >= min && value <= MAX_DELAY))
    throw new OptionRangeError(`${name} ${wants}, got ${show(value)}`);
  return value;
}

/** One of the words in `allowed`. */
export function wordOption<const W extends string>(
  name: string,
  value: unknown,
  allowed: readonly W[],
): W {
  const word = allowed.find((candidate) => candidate === value);
  if (word === undefined) {
    const words = allowed.map((candidate) => `'${candidate}'`).join(', ');
    throw new OptionTypeError(`${name} must be one of ${words}, got ${show(value)}`);
  }
  return word;
}

/** A function; `value` itself is handed back so that its type is kept. */
export function functionOption<F>(name: string, value: F): F {
  if (typeof value !== 'function')
    throw new OptionTypeError(`${name} must be a function, got ${show(value)}`);
  return value;
}

/** An object, such as one of options. */
export function objectOption(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    throw new OptionTypeError(`${name} must be an object, got ${show(value)}`);
  }
}

/** An object that has `methods`. */
export function methodsOption<V>(
  name: string,
  value: V,
  methods: readonly (keyof V & string)[],
): void {
  objectOption(name, value);
  for (const method of methods) functionOption(`${name}.${method}`, value[method]);
}

/** A name for people, logs and metric labels: a string that isn't empty. */
export function nameOption(name: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') {
    throw new OptionTypeError(`${name} must be a string that isn't empty, got ${show(value)}`);
  }
  return value;
}
