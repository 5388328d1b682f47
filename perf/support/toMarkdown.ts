import { broken, type Report, type Table, type Verdict } from './Report.js';

/** A report as tables that can be read in a terminal and pasted into a document. */
export function toMarkdown({ tables, verdicts }: Report): string {
  const shown = verdicts.length > 0 ? [...tables, targets(verdicts)] : tables;
  return shown.map(drawn).join('\n');
}

/** Limits as a table: the specification's beside ours, where it has one. */
export function targets(verdicts: readonly Verdict[]): Table {
  const specified = verdicts.some(({ specification }) => specification !== undefined);
  return {
    title: 'Targets',
    columns: ['target', ...(specified ? ['specification'] : []), 'limit', 'worst measured', ''],
    rows: verdicts.map((verdict) => [
      verdict.target,
      ...(specified ? [verdict.specification?.limit ?? '–'] : []),
      verdict.limit,
      verdict.measured,
      outcome(verdict),
    ]),
  };
}

function outcome(verdict: Verdict): string {
  if (verdict.pass) return 'pass';
  return verdict.specification !== undefined && broken(verdict) ? 'FAIL' : 'MISS';
}

/** One table as Markdown. */
export function drawn({ title, columns, rows }: Table): string {
  const widths = columns.map((column, index) =>
    Math.max(3, column.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |\n`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return `${title}\n\n${line(columns)}${rule}${rows.map(line).join('')}`;
}
