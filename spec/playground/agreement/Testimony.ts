/** What a witness says of a node, fact by fact. Of the rest it is silent. */
export type Facts = Readonly<Record<string, string>>;

/** What each witness says, by its name. */
export type Testimonies = Readonly<Record<string, Facts>>;

/** What is to be said: of each fact its value, or what its value looks like. */
export type Expected = Readonly<Record<string, string | RegExp>>;

/** How many witnesses a fact needs. */
const ENOUGH = 2;

/** What each witness says who says anything of `fact`. */
function saidOf(fact: string, testimonies: Testimonies): string[] {
  return Object.values(testimonies).flatMap((facts) => facts[fact] ?? []);
}

function isAsExpected(value: string, expected: string | RegExp): boolean {
  return typeof expected === 'string' ? value === expected : expected.test(value);
}

/**
 * What is wrong with what was said, in words: facts that the witnesses don't agree on, whether or not
 * they are expected, and expected ones that fewer than two of them confirm.
 */
export function faults(testimonies: Testimonies, expected: Expected): readonly string[] {
  const facts = new Set(Object.values(testimonies).flatMap((each) => Object.keys(each)));
  const disputed = [...facts].filter((fact) => new Set(saidOf(fact, testimonies)).size > 1);
  const unconfirmed = Object.entries(expected).filter(([fact, value]) => {
    const said = saidOf(fact, testimonies);
    return said.length < ENOUGH || !said.every((each) => isAsExpected(each, value));
  });
  return [
    ...disputed.map((fact) => `they disagree on ${fact}`),
    ...unconfirmed.map(
      ([fact, value]) => `${fact} is not ${String(value)}, or not for two of them`,
    ),
  ];
}

/** All that was said, a line for each fact and a column for each witness. */
export function table(testimonies: Testimonies): string {
  const facts = [...new Set(Object.values(testimonies).flatMap((each) => Object.keys(each)))];
  const rows = [
    ['', ...Object.keys(testimonies)],
    ...facts.sort().map((fact) => [
      fact,
      ...Object.values(testimonies).map((said) => {
        const value = said[fact];
        return value === undefined ? '–' : JSON.stringify(value);
      }),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
