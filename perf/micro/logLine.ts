import { fork } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Effort } from '../support/Effort.js';
import type { Figures } from '../support/Figures.js';
import { judge, rounded, type Report } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import type { Case, Suite } from '../support/Suite.js';
import type { Written } from './logLine/write.js';
import { EVENT, FORMATS, LEVELS, WRITERS, type Writing } from './logLine/Writing.js';

const program = fileURLToPath(new URL('logLine/write.js', import.meta.url));
const SINKS = ['/dev/null', 'a file'] as const;
const FILTERED = 'filtered out';

/** Runs a process that writes, its stdout leading to `file`. */
export async function write(writing: Writing, file: string): Promise<Written> {
  await using stdout = await open(file, 'w');
  return await new Promise((resolve, reject) => {
    let written: Written | undefined;
    fork(program, { stdio: ['ignore', stdout.fd, 'inherit', 'ipc'] })
      .on('message', (message: Written) => (written = message))
      .on('error', reject)
      .on('close', (code, signal) => {
        if (code === 0 && written !== undefined) resolve(written);
        else reject(new Error(`what writes exited with ${String(signal ?? code)}`));
      })
      .send(writing);
  });
}

async function linesIn(file: string): Promise<number> {
  let lines = 0;
  for await (const line of createInterface(createReadStream(file))) {
    if (line.includes(EVENT)) lines += 1;
  }
  return lines;
}

async function measure(sink: (typeof SINKS)[number], writing: Writing): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'log-line-'));
  try {
    const file = sink === '/dev/null' ? sink : join(folder, 'log');
    const { figures, lines, dropped } = await write(writing, file);
    const found = sink === '/dev/null' ? lines : await linesIn(file);
    if (dropped !== 0 || found !== lines) {
      throw new Error(
        `of ${String(lines)} lines ${String(found)} arrived, and ${String(dropped)} were dropped`,
      );
    }
    return figures;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const combinations = SINKS.flatMap((sink) =>
  FORMATS.flatMap((format) => WRITERS.map((writer) => ({ sink, format, writer }))),
);
type Combination = (typeof combinations)[number];

function nameOf({ writer, format, sink }: Combination): string {
  return `${writer}, ${format} to ${sink}`;
}

function cases(): readonly Case[] {
  return combinations.map((one) => ({
    name: nameOf(one),
    measure: (effort: Effort) => measure(one.sink, { ...one, effort }),
  }));
}

function report(results: Results): Report {
  const kinds = [...LEVELS, FILTERED];
  const beside = (one: Combination, kind: string) =>
    results.ratio(nameOf(one), nameOf({ ...one, writer: 'winston' }), `${kind}.us`);
  const own = combinations.filter(({ writer }) => writer === 'kernel');
  const judged = (target: string, limit: number, kind: string) =>
    judge(
      target,
      'at most',
      limit,
      '×',
      own.map((one) => ({ at: `${one.format} to ${one.sink}`, value: beside(one, kind) })),
    );
  return {
    tables: [
      {
        title: 'µs that a line costs, by level, the writing and what it leaves to later included',
        columns: ['', ...kinds, 'info : winston’s'],
        rows: combinations.map((one) => [
          nameOf(one),
          ...kinds.map((kind) => rounded(results.of(nameOf(one), `${kind}.us`).median)),
          rounded(beside(one, 'info').median),
        ]),
      },
      {
        title: 'µs that a call for info takes',
        columns: ['', 'p50', 'p95', 'p99', 'max'],
        rows: combinations.map((one) => [
          nameOf(one),
          ...['p50', 'p95', 'p99', 'max'].map((rank) =>
            rounded(results.of(nameOf(one), `info.${rank}.us`).median),
          ),
        ]),
      },
    ],
    verdicts: [
      judged('a line, beside winston’s', 1.5, 'info'),
      judged('a line that is filtered out, beside winston’s', 1, FILTERED),
    ],
  };
}

/** What does logging cost? */
export const logLine: Suite = {
  name: 'log-line',
  question: 'What does a line of the log cost, by level, written and filtered out?',
  cases,
  report,
};
