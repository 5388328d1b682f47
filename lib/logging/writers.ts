import type { LogFormat } from '../internal/LogFormat.js';
import { reasonOf } from '../internal/reasonOf.js';
import type { LogLine } from './LogLine.js';
import { toJson } from './toJson.js';

const CONTROL = /\p{Cc}/u;
/** The first line of a stack that isn't Node's own. */
const FRAME = /^ {4}at (?:.* \(|async )?(?<at>(?!node:)[^()\n]*:\d+:\d+)\)?$/mu;
const PLAIN = /^[^\s"'=\p{Cc}]+$/u;

/** Whether JSON writes a value as it is, whatever it is within. */
function isPlain(value: unknown): boolean {
  return (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  );
}

/** A log line for machines: one JSON object, field by field, so that a bad field costs itself alone. */
function jsonLine(line: LogLine): string {
  if (Object.values(line).every(isPlain)) return JSON.stringify(line); // at a tenth of the cost
  const members = Object.entries(line).map(([name, value]) => `${toJson(name)}:${toJson(value)}`);
  return `{${members.join(',')}}`;
}

/** What an error says and where it was made, without the rest of its stack. */
function brief(error: Error): string {
  const { name, stack }: { readonly name: unknown; readonly stack?: unknown } = error;
  const says = reasonOf(error);
  const kind = typeof name !== 'string' || name === 'Error' || name === says ? '' : `${name}: `;
  const at = typeof stack === 'string' ? FRAME.exec(stack)?.groups?.['at'] : undefined;
  return `${kind}${says}${at === undefined ? '' : ` (at ${at})`}`;
}

/** A value for people: bare when that is plain to read, else as JSON. */
function inline(value: unknown): string {
  if (value instanceof Error) return inline(brief(value));
  return typeof value === 'string' && PLAIN.test(value) ? value : toJson(value);
}

/** A log line for people: time, level, event, then `name=value` for each field. */
function textLine({ ts, level, event, ...fields }: LogLine): string {
  const what = CONTROL.test(event) ? toJson(event) : event;
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${inline(value)}`);
  return `${ts} ${level.padEnd(5)} ${what}${rest.join('')}`;
}

/** How a line is written in each format: never as more than one line, whatever the fields hold. */
export const writers: Readonly<Record<LogFormat, (line: LogLine) => string>> = {
  json: jsonLine,
  text: textLine,
};
