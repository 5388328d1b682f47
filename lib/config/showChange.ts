import type { ConfigChange } from './ConfigChange.js';

/** As much of a value as a log line should hold. */
const LONGEST = 80;

/** A change as a log tells it: `log.level: "info" → "debug"`. */
export function showChange({ key, before, after }: ConfigChange): string {
  return `${key}: ${shown(before)} → ${shown(after)}`;
}

function shown(value: unknown): string {
  if (value === '***') return value;
  const text = value === undefined ? 'none' : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
