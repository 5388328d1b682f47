import { types } from 'node:util';

/** What marks that a value isn't simply what JSON says: `{ "$ron": [kind, …] }`. */
export const MARK = '$ron';

/** How much of an event is recorded: characters of a string, items of a list or keys of an object, levels, and characters in all. */
const LIMIT = { string: 1_024, items: 100, depth: 8, total: 4_096, text: 8_192 } as const;

/** How much of a long string is looked at for secrets before it is cut. */
const SEARCHED = 65_536;

const lost = (what: string): unknown => ({ [MARK]: ['lost', what] });
const part = (value: unknown, what: string): unknown => ({ [MARK]: ['part', value, what] });
const is = (type: string, text: string): unknown => ({ [MARK]: ['is', type, text] });

/** The name of an object's class, without running any code of its own. */
function classOf(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== 'object' || prototype === null) return 'Object';
  const made: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  if (typeof made !== 'function') return 'Object';
  const name: unknown = Object.getOwnPropertyDescriptor(made, 'name')?.value;
  return typeof name === 'string' && name !== '' ? name.slice(0, 100) : 'Object';
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null; // also of another realm
}

/** Takes one value down, as far as its limits go. */
class Snapshot {
  private left: number = LIMIT.total;
  private readonly above: object[] = [];

  constructor(private readonly redact: (text: string) => string) {}

  of(value: unknown): unknown {
    if (this.left <= 0) return lost('left out: the event is too large');
    switch (typeof value) {
      case 'string':
        return this.string(value);
      case 'number':
        this.left -= 8;
        if (Number.isFinite(value) && !Object.is(value, -0)) return value;
        return is('number', Object.is(value, -0) ? '-0' : String(value));
      case 'boolean':
        this.left -= 5;
        return value;
      case 'undefined':
        return is('undefined', '');
      case 'bigint':
        return this.bigint(value);
      case 'object':
        return value === null ? null : this.object(value);
      default:
        return lost(`a ${typeof value}`);
    }
  }

  private string(value: string): unknown {
    if (value.length <= LIMIT.string) {
      this.left -= value.length + 2;
      return value;
    }
    this.left -= LIMIT.string;
    // What is cut can no longer be found if it is secret.
    const start = this.redact(value.slice(0, SEARCHED)).slice(0, LIMIT.string);
    return part(start, `the beginning of ${value.length} characters`);
  }

  private bigint(value: bigint): unknown {
    if (BigInt.asIntN(1_024, value) !== value) return lost('a bigint of more than 1,024 bits');
    const text = String(value);
    this.left -= text.length;
    return is('bigint', text);
  }

  private object(value: object): unknown {
    if (types.isProxy(value)) return lost('a Proxy');
    if (this.above.includes(value)) return lost('what it is part of: a cycle');
    if (this.above.length >= LIMIT.depth) return lost(`nested deeper than ${LIMIT.depth} levels`);
    if (types.isDate(value)) return is('date', String(Date.prototype.getTime.call(value)));
    this.above.push(value);
    const taken = this.composite(value);
    this.above.pop();
    return taken;
  }

  private composite(value: object): unknown {
    if (Array.isArray(value)) return this.list(value);
    if (types.isNativeError(value)) return this.error(value);
    if (isPlain(value)) return this.record(value);
    const name = classOf(value);
    if (types.isBoxedPrimitive(value) || ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value))
      return lost(`of class ${name}`);
    if (types.isMap(value) || types.isSet(value) || types.isPromise(value))
      return lost(`of class ${name}`);
    return part(this.record(value), `of class ${name}: only its own properties`);
  }

  private list(value: readonly unknown[]): unknown {
    const items: unknown[] = [];
    const length = Math.min(value.length, LIMIT.items);
    for (let at = 0; at < length && this.left > 0; at++) items.push(this.property(value, at));
    if (items.length === value.length) return items;
    return part(items, `the first ${items.length} of ${value.length} items`);
  }

  private error(value: Error): unknown {
    const own = (key: string): string => {
      const text: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
      return typeof text === 'string' ? text : '';
    };
    return { [MARK]: ['error', classOf(value), this.string(own('message'))] };
  }

  private record(value: object): unknown {
    const keys = Object.keys(value);
    const taken: Record<string, unknown> = {};
    let marked = false;
    let count = 0;
    for (const key of keys) {
      if (count === LIMIT.items || this.left <= 0) break;
      if (key === '__proto__' || key.length > LIMIT.string) continue;
      this.left -= key.length + 4;
      marked ||= key === MARK;
      taken[key] = this.property(value, key);
      count += 1;
    }
    const whole = marked ? { [MARK]: ['object', taken] } : taken;
    if (count === keys.length) return whole;
    return part(whole, `${count} of ${keys.length} properties`);
  }

  private property(of: object, key: string | number): unknown {
    const property = Object.getOwnPropertyDescriptor(of, key);
    if (property?.get !== undefined || property?.set !== undefined) return lost('a getter');
    return this.of(property?.value);
  }
}

/**
 * A value as JSON text of at most 8,192 characters, which no later change of the value reaches and
 * which holds on to nothing of it. Runs no code of the value's own and never throws. What JSON
 * can't say is marked: exactly (`undefined`, `NaN`, `-0`, infinities, bigints, dates), in part (what is
 * too long, errors, instances of classes), or as lost (functions, symbols, getters, cycles, maps, …).
 *
 * @param redact - makes secrets unreadable in a string before it is cut
 */
export function snapshot(value: unknown, redact: (text: string) => string): string {
  try {
    const text = JSON.stringify(new Snapshot(redact).of(value));
    return text.length <= LIMIT.text ? text : JSON.stringify(lost('too large as JSON'));
  } catch {
    return JSON.stringify(lost('it threw when it was read'));
  }
}
