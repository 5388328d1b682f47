import ms, { type StringValue } from 'ms';

/** An option of a rig: how it is written, and what holds without it. */
export interface Option<T> {
  /** What it does, in a few words. */
  readonly help: string;
  readonly default: T;
  /** What holds in a quick run instead. */
  readonly quick?: T;
  /** What is written for it in the help: `<count>`. */
  readonly shape: string;
  /** What was written; throws an error that says what is wanted instead. */
  readonly parse: (text: string) => T;
  /** The opposite of `parse`. */
  // A method, so that an option of numbers is an option of anything.
  show(value: T): string;
}

/** The options of a rig by their names on the command line. */
export type Options = Readonly<Record<string, Option<unknown>>>;

/** What each option came to. */
export type Values<O extends Options> = {
  readonly [K in keyof O]: O[K] extends { readonly parse: (text: string) => infer T } ? T : never;
};

/** What an option says about itself. */
interface About<T> {
  readonly help: string;
  readonly default: T;
  readonly quick?: T;
}

/** A number, also as `250k` or `1M`. */
export function count(about: About<number> & { readonly least?: number }): Option<number> {
  return { ...about, shape: 'count', parse: (text) => atLeast(about.least ?? 0, text), show };
}

/** Numbers with commas in between. */
export function counts(about: About<readonly number[]>): Option<readonly number[]> {
  return {
    ...about,
    shape: 'count,…',
    parse: (text) => text.split(',').map((part) => atLeast(1, part)),
    show: (values) => values.map(show).join(','),
  };
}

/** A duration such as `250ms`, `30s` or `1h`, in milliseconds. */
export function duration(about: About<number> & { readonly least?: number }): Option<number> {
  return {
    ...about,
    shape: 'duration',
    parse: (text) => {
      const milliseconds = /^\d+(\.\d+)?(ms|s|m|h)$/.test(text) ? ms(text as StringValue) : NaN;
      if (Number.isNaN(milliseconds)) throw new Error("expected a duration such as '30s' or '1h'");
      const { least = 0 } = about;
      if (milliseconds < least) throw new Error(`expected ${ms(least)} at least`);
      return milliseconds;
    },
    show: (milliseconds) => ms(milliseconds),
  };
}

/** Durations with commas in between. */
export function durations(
  about: About<readonly number[]> & { readonly least?: number },
): Option<readonly number[]> {
  const { least = 0 } = about;
  const one = duration({ help: about.help, default: least, least });
  return {
    ...about,
    shape: 'duration,…',
    parse: (text) => text.split(',').map((part) => one.parse(part)),
    show: (values) => values.map((value) => one.show(value)).join(','),
  };
}

/** Some of a few words, with commas in between. */
export function choices<W extends string>(
  words: readonly W[],
  about: About<readonly W[]>,
): Option<readonly W[]> {
  return {
    ...about,
    shape: 'name,…',
    parse: (text) =>
      text.split(',').map((part) => {
        const word = words.find((each) => each === part);
        if (word === undefined) throw new Error(`expected some of ${words.join(', ')}`);
        return word;
      }),
    show: (chosen) => chosen.join(','),
  };
}

const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6 };

function atLeast(least: number, text: string): number {
  const [, digits = '', suffix = ''] = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(text) ?? [];
  const value = digits === '' ? NaN : Number(digits) * (FACTORS[suffix] ?? NaN);
  if (!Number.isInteger(value) || value < least) {
    throw new Error(
      `expected a whole number from ${String(least)}, such as ${String(least + 8)} or 250k`,
    );
  }
  return value;
}

function show(value: number): string {
  if (value >= 1e6 && value % 1e6 === 0) return `${String(value / 1e6)}M`;
  return value >= 1e3 && value % 1e3 === 0 ? `${String(value / 1e3)}k` : String(value);
}
