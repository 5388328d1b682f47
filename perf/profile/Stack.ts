import type { CpuProfile, ProfileNode } from './CpuProfile.js';

/** A function, by who called it, and its time in milliseconds. */
export interface Stack {
  readonly name: string;
  /** Where it is: the last folders of its file, and the line. Empty for the engine's own. */
  readonly at: string;
  /** What it took itself. */
  self: number;
  /** The same and what it called. */
  total: number;
  readonly callees: Stack[];
}

/** The engine's way to say that nothing was to do. */
const IDLE = '(idle)';

/** How many folders of a path tell files apart. */
const TAIL = 3;

/** The stacks of a profile from their outermost function inwards, without the time that was idle. */
export function stacksOf({ nodes, samples, timeDeltas }: CpuProfile): Stack {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const stacks = new Map(nodes.map((node) => [node.id, stackOf(node)]));
  samples.forEach((id, index) => {
    const stack = stacks.get(id);
    if (stack !== undefined) stack.self += (timeDeltas[index] ?? 0) / 1e3;
  });
  const [root] = nodes;
  if (root === undefined) throw new Error('the profile is empty');
  const complete = (node: ProfileNode): Stack => {
    const stack = stacks.get(node.id) ?? stackOf(node);
    for (const id of node.children ?? []) {
      const callee = byId.get(id);
      if (callee === undefined || callee.callFrame.functionName === IDLE) continue;
      stack.callees.push(complete(callee));
    }
    stack.total = stack.callees.reduce((sum, { total }) => sum + total, stack.self);
    stack.callees.sort((a, b) => b.total - a.total);
    return stack;
  };
  return complete(root);
}

function stackOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): Stack {
  const file = url
    .replace(/^file:\/\//, '')
    .split('/')
    .slice(-TAIL)
    .join('/');
  return {
    name: functionName === '' ? '(anonymous)' : functionName,
    at: file === '' ? '' : `${file}:${lineNumber + 1}`,
    self: 0,
    total: 0,
    callees: [],
  };
}
