import { MARK } from './snapshot.js';

/** Makes what is secret in a text unreadable. */
export type Redact = (text: string) => string;

function redactedMark(mark: readonly unknown[], redact: Redact): unknown {
  const [kind, ...rest] = mark;
  // Its first word says how to read it; where it is exact, so does the second.
  if (kind !== 'is') return [kind, ...rest.map((each) => redacted(each, redact))];
  const text = String(rest[1]);
  return redact(text) === text ? mark : ['lost', 'secret'];
}

/** A snapshot, or any JSON, with every secret in it made unreadable: in texts, in names, and whole numbers. */
export function redacted(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number') return redact(String(value)) === '***' ? '***' : value;
  if (Array.isArray(value)) return value.map((item) => redacted(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]: [string, unknown]) =>
    key === MARK && Array.isArray(child)
      ? [key, redactedMark(child, redact)]
      : [redact(key), redacted(child, redact)],
  );
  return Object.fromEntries(entries) as unknown;
}
