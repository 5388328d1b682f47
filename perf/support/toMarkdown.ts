import type { Report, Table } from './Report.js';

/** A report as tables that can be read in a terminal and pasted into a document. */
export function toMarkdown({ tables, verdicts }: Report): string {
  const targets: Table = {
    title: 'Targets',
    columns: ['target', 'limit', 'worst measured', ''],
    rows: verdicts.map(({ target, limit, measured, pass }) => [
      target,
      limit,
      measured,
      pass ? 'pass' : 'MISS',
    ]),
  };
  const shown = verdicts.length > 0 ? [...tables, targets] : tables;
  return shown.map(drawn).join('\n');
}

function drawn({ title, columns, rows }: Table): string {
  const widths = columns.map((column, index) =>
    Math.max(3, column.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |\n`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return `${title}\n\n${line(columns)}${rule}${rows.map(line).join('')}`;
}
