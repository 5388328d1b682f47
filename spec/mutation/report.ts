import { readFileSync } from 'node:fs';
import type { Findings } from './Findings.js';

class Tally {
  killed = 0;
  survived = 0;
  unreached = 0;

  get score(): number {
    return (100 * this.killed) / (this.killed + this.survived);
  }
}

/**
 * The survivors, with the line each changes, then a table. A mutant that no test comes by, as in what
 * runs once when a module is loaded, is counted apart.
 */
export function report(findings: Findings): { readonly text: string; readonly score: number } {
  const killed = findings.killed();
  const reached = new Set(findings.looks().flatMap(({ hits }) => Object.keys(hits)));
  const tallies = new Map<string, Tally>();
  const survivors: string[] = [];
  const { mutants } = findings.mutants();
  for (const { id, fileName, location, mutatorName, replacement } of mutants) {
    const fate = killed.has(id) ? 'killed' : reached.has(id) ? 'survived' : 'unreached';
    const [lib = '', part = ''] = fileName.split('/');
    for (const name of [fileName, `${lib}/${part}`, 'all']) {
      const tally = tallies.get(name) ?? new Tally();
      tallies.set(name, tally);
      tally[fate] += 1;
    }
    if (fate === 'killed') continue;
    const { line, column } = location.start;
    const source = readFileSync(fileName, 'utf8').split('\n')[line]?.trim() ?? '';
    survivors.push(
      `${fileName}:${line + 1}:${column + 1} ${mutatorName}, ${fate}`,
      `  - ${source}${location.end.line > line ? ' …' : ''}`,
      `  + ${replacement.replace(/\s+/g, ' ')}`,
    );
  }
  const rows = [...tallies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, { killed, survived, unreached, score }]) =>
        `| ${name} | ${killed} | ${survived} | ${unreached} | ${Number.isNaN(score) ? '–' : score.toFixed(1)} |`,
    );
  const table = [
    '| | killed | survived | unreached | score, % |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ];
  return {
    text: `${[...survivors, '', ...table].join('\n')}\n`,
    score: tallies.get('all')?.score ?? 0,
  };
}
