const counts = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const times = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** A number in full, with separators. */
export function count(value: number): string {
  return counts.format(value);
}

/** A number in a few characters: 12.3K. */
export function short(value: number): string {
  return compact.format(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
}

/** A share of one as a percentage. */
export function percent(share: number): string {
  return `${digits(share * 100)} %`;
}

/** Bytes in MB. */
export function megabytes(bytes: number): string {
  return `${digits(bytes / 1e6)} MB`;
}

/** Milliseconds, also less than one. */
export function milliseconds(ms: number): string {
  return `${digits(ms)} ms`;
}

/** A number with one decimal where it is small. */
function digits(value: number): string {
  return String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
}

/** Milliseconds in the two largest units that say something: 250 ms, 12.3 s, 4 min 5 s, 2 h 30 min. */
export function span(ms: number): string {
  if (ms < 1_000) return `${String(Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms % 1_000 === 0 ? 0 : 1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${String(minutes)} min ${String(Math.floor(ms / 1_000) % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${String(hours)} h ${String(minutes % 60)} min`;
  return `${String(Math.floor(hours / 24))} d ${String(hours % 24)} h`;
}

/** Milliseconds since the epoch as a time of day. */
export function time(at: number): string {
  return times.format(at);
}
