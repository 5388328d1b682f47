import ms from 'ms';
import { MAX_DELAY } from '../../internal/options.js';
import { Unfit } from './Unfit.js';

const FIX = ": write a number and a unit, such as '250ms', '30s' or '5m'";

/** Milliseconds of `'250ms'`, `'1.5s'`, `'5 minutes'`; a bare number has no unit and is refused. */
export function parseDuration(value: unknown): number | Unfit {
  const text = typeof value === 'string' ? value.trim() : value;
  if (/^[-+]?[\d.]+$/u.test(String(text))) {
    return new Unfit('has no unit', FIX);
  }
  return checkDuration(typeof text === 'string' && text !== '' ? milliseconds(text) : NaN);
}

/** The same milliseconds, if a timer can wait so long. */
export function checkDuration(duration: number): number | Unfit {
  if (Number.isNaN(duration)) return new Unfit('is no duration', FIX);
  if (duration < 0) return new Unfit("can't be a duration below zero");
  return duration > MAX_DELAY
    ? new Unfit(`can't be longer than a timer can wait, ${String(MAX_DELAY)}ms (24.8 days)`)
    : duration;
}

/** Through `ms`, whose types know nothing of text that is no duration, and give no NaN for it. */
function milliseconds(text: string): number {
  const parse: (text: string) => number | undefined = (value) => ms(value as ms.StringValue);
  return parse(text) ?? NaN;
}
