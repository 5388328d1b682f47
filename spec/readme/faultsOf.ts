import type { Claim } from './claims.js';
import type { ClaimTable, Row } from './readTable.js';

/** What there is to prove a claim with. */
export interface Evidence {
  /** The titles in a spec file, or nothing where there is no such file. */
  readonly titles: (file: string) => readonly string[] | undefined;
  /** Whether there is such a command. */
  readonly isCommand: (command: string) => boolean;
}

/** A claim as a row of a Markdown table. */
function asCell(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[\\*_<[\]]/g, '\\$&')))
    .join('')
    .replaceAll('|', '\\|');
}

/** The beginning that an excepted row ending in ` …` stands for. */
function beginningOf({ claims: [text = ''] }: Row): string | undefined {
  return text.endsWith(' …') ? text.slice(0, -2) : undefined;
}

/** Claims that the table doesn't have, each with the row that it lacks. */
export function unproven(claims: readonly Claim[], table: ClaimTable): string[] {
  const known = new Set([...table.rows, ...table.excepted].flatMap((row) => row.claims));
  const beginnings = table.excepted.flatMap((row) => beginningOf(row) ?? []);
  return claims
    .filter(({ text, section }) => !known.has(text) && !table.sections.includes(section))
    .filter(({ text }) => !beginnings.some((beginning) => text.startsWith(beginning)))
    .map(
      ({ text, line, section }) =>
        `README.md:${line}, under "${section}", claims what spec/README.md doesn't have. Add there:\n` +
        `| ${asCell(text)} | \`spec/….spec.ts\` › title of the test |`,
    );
}

/** Rows about what the README doesn't say, or not in these words. */
export function stale(
  claims: readonly Claim[],
  { rows, excepted, sections }: ClaimTable,
): string[] {
  const said = new Set(claims.map(({ text }) => text));
  const headings = new Set(claims.map(({ section }) => section));
  const isStale = (row: Row): boolean => {
    const [whole = '', ...sentences] = row.claims;
    const beginning = beginningOf(row);
    if (beginning !== undefined) return !claims.some(({ text }) => text.startsWith(beginning));
    return !said.has(whole) && sentences.some((sentence) => !said.has(sentence));
  };
  return [
    ...[...rows, ...excepted]
      .filter(isStale)
      .map(
        ({ line, claims: [text = ''] }) =>
          `spec/README.md:${line}: README.md doesn't say "${text}"`,
      ),
    ...sections
      .filter((section) => !headings.has(section))
      .map((section) => `spec/README.md: README.md has no section "${section}"`),
  ];
}

/** Proofs that there are not. */
export function unfounded({ rows }: ClaimTable, { titles, isCommand }: Evidence): string[] {
  return rows.flatMap(({ line, proofs }) =>
    proofs.flatMap((proof) => {
      const where = `spec/README.md:${line}`;
      if (!proof.startsWith('spec/')) {
        return isCommand(proof) ? [] : [`${where}: there is no command "${proof}"`];
      }
      const [file = '', title] = proof.split(' › ');
      const found = titles(file);
      if (!found) return [`${where}: there is no ${file}`];
      return title === undefined || found.includes(title)
        ? []
        : [`${where}: ${file} has no "${title}"`];
    }),
  );
}
