import { inspect } from 'node:util';

/** How long a text may be, in characters. */
const LENGTH = 400;

/** Any value as one line of text, cut short; runs no code of the value's own. */
export function textOf(value: unknown): string {
  const text = inspect(value, {
    breakLength: Infinity,
    compact: true,
    customInspect: false,
    depth: 3,
    maxArrayLength: 20,
    maxStringLength: LENGTH,
    getters: false,
  });
  return shorten(text);
}

/** A text with its end left out where it is too long. */
export function shorten(text: string): string {
  return text.length > LENGTH ? `${text.slice(0, LENGTH)} …` : text;
}
