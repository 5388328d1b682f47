import type { Regression } from './regressions.js';

/** `text` with what `regression` plants in it. Throws where the code has moved on without it. */
export function plant({ name, file, edits }: Regression, text: string): string {
  return edits.reduce((before, { from, to }) => {
    const parts = before.split(from);
    if (parts.length !== 2) {
      throw new Error(`${name}: ${file} has ${parts.length - 1} places that read\n${from}`);
    }
    return parts.join(to);
  }, text);
}
