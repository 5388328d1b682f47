import { inspect } from 'node:util';

/** What JSON can't say by itself: an error is its name, message, code, stack and cause, a bigint its digits. */
function speakable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { name, message, ...('code' in value && { code: value.code }), stack, cause };
}

/** Any value as JSON, on one line. One that JSON can't hold, such as a cycle, is described in a string instead. */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify([value], speakable).slice(1, -1); // within an array, `undefined` is null
  } catch {
    return JSON.stringify(inspect(value, { depth: 2, breakLength: Infinity }));
  }
}
