import { rounded, type Table } from '../support/Report.js';
import type { Stack } from './Stack.js';

interface Heat {
  self: number;
  total: number;
}

/** The functions that took most time themselves, whoever called them. */
export function hottest(root: Stack, count: number): Table {
  const heats = new Map<string, Heat>();
  const walk = (stack: Stack, above: ReadonlySet<string>): void => {
    const key = [stack.name, stack.at].join('  ').trim();
    const heat = heats.get(key) ?? { self: 0, total: 0 };
    heats.set(key, heat);
    heat.self += stack.self;
    // One that calls itself has its time once.
    if (!above.has(key)) heat.total += stack.total;
    const within = new Set(above).add(key);
    for (const callee of stack.callees) walk(callee, within);
  };
  for (const stack of root.callees) walk(stack, new Set());
  const share = (time: number): string => rounded((100 * time) / root.total);
  return {
    title: `where ${rounded(root.total)} ms went, in % of it`,
    columns: ['function', 'itself', 'with what it calls'],
    rows: [...heats]
      .sort(([, a], [, b]) => b.self - a.self)
      .slice(0, count)
      .map(([key, { self, total }]) => [key, share(self), share(total)]),
  };
}
