import { MARK } from '../recorder/snapshot.js';
import type { LostPart } from './Recording.js';

/** No snapshot is nested deeper, its marks included. */
const DEEPEST = 64;

/** An event as it was recorded isn't what a recorder writes. */
class Unreadable extends Error {}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a mark says that is exact. */
function exact(type: unknown, text: unknown): unknown {
  if (type === 'undefined') return undefined;
  if (typeof text === 'string') {
    if (type === 'number') return Number(text);
    if (type === 'date') return new Date(Number(text));
    if (type === 'bigint' && /^-?\d+$/.test(text)) return BigInt(text);
  }
  throw new Unreadable(`it has a mark of the unknown type ${JSON.stringify(type)}`);
}

function errorOf(name: unknown, message: unknown): Error {
  const error = new Error(typeof message === 'string' ? message : '');
  if (typeof name === 'string' && name !== error.name) error.name = name;
  error.stack = `${error.name}: ${error.message}`; // it wasn't thrown here
  return error;
}

class Reviver {
  readonly lost: LostPart[] = [];

  of(value: unknown, path: string, depth: number): unknown {
    if (depth > DEEPEST) throw new Unreadable('it is nested too deep');
    if (Array.isArray(value)) {
      return value.map((item, at) => this.of(item, `${path}[${at}]`, depth + 1));
    }
    if (!isRecord(value)) return value;
    return Object.hasOwn(value, MARK)
      ? this.marked(value[MARK], path, depth + 1)
      : this.record(value, path, depth);
  }

  private record(value: Readonly<Record<string, unknown>>, path: string, depth: number): unknown {
    const entries = Object.entries(value).map(([key, child]) => {
      const below = path === '' ? key : `${path}.${key}`;
      return [key, this.of(child, below, depth + 1)];
    });
    return Object.fromEntries(entries);
  }

  private marked(mark: unknown, path: string, depth: number): unknown {
    const [kind, first, second] = Array.isArray(mark) ? (mark as readonly unknown[]) : [];
    if (kind === 'is') return exact(first, second);
    if (kind === 'object' && isRecord(first)) return this.record(first, path, depth);
    if (kind === 'part') {
      this.lost.push({ path, what: String(second) });
      return this.of(first, path, depth);
    }
    if (kind === 'error') {
      this.lost.push({ path, what: 'an error: only its name and message' });
      return errorOf(first, this.of(second, path, depth));
    }
    if (kind !== 'lost') throw new Unreadable(`it has the unknown mark ${JSON.stringify(kind)}`);
    this.lost.push({ path, what: String(first) });
    return undefined;
  }
}

/**
 * What a snapshot is of, and which parts of it aren't as they were.
 *
 * @throws Error in words when it is no snapshot
 */
export function revive(snapshot: unknown): {
  readonly event: unknown;
  readonly lost: readonly LostPart[];
} {
  const reviver = new Reviver();
  const event = reviver.of(snapshot, '', 0);
  return { event, lost: reviver.lost };
}
