import { toJson } from './toJson.js';

/** Makes what is secret in a text unreadable. */
export type Redact = (text: string) => string;

function redactedError(error: Error, redact: Redact, within: readonly unknown[]): Error {
  const { name, message, stack, cause } = error;
  const above = [...within, error];
  const safe = (value: unknown): unknown => redacted(value, redact, above);
  const copy = new Error('', above.includes(cause) ? {} : { cause: safe(cause) });
  const known = 'code' in error ? { name, code: safe(error.code) } : { name };
  return Object.assign(copy, known, { message: safe(message), stack: safe(stack) });
}

/**
 * `value` as it may be logged: what is secret in its texts, however deep, made unreadable, and every number that is a
 * secret. An error that is its own cause, `within` itself, is told once.
 */
function redacted(value: unknown, redact: Redact, within: readonly unknown[] = []): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number' || typeof value === 'bigint') {
    const text = String(value);
    return redact(text) === '***' ? '***' : value;
  }
  if (value instanceof Error) return redactedError(value, redact, within);
  if (Array.isArray(value)) return value.map((item) => redacted(item, redact, within));
  if (typeof value !== 'object' || value === null) return value;
  const plain: unknown = JSON.parse(toJson(value)); // free of cycles, getters and classes
  if (typeof plain !== 'object' || plain === null) return redacted(plain, redact);
  return redactedFields(plain, redact);
}

/** The same for each field of an object. */
export function redactedFields(fields: object, redact: Redact): object {
  const safe = Object.entries(fields).map(([name, value]) => [name, redacted(value, redact)]);
  return Object.fromEntries(safe) as object;
}
