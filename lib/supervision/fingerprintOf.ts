import { reasonOf } from '../internal/reasonOf.js';

/**
 * The same for failures that look alike: the error's name and code, what it says with numbers and
 * addresses left out, and the first line of its stack.
 */
export function fingerprintOf(error: unknown): string {
  const says = reasonOf(error).replace(/0x[\da-f]+|\d+/gi, '#');
  if (!(error instanceof Error)) return says;
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const { name, stack }: { readonly name: unknown; readonly stack?: unknown } = error;
  const lines = typeof stack === 'string' ? stack.split('\n') : [];
  const origin = lines.find((line) => line.startsWith('    at '));
  const kind = typeof name === 'string' ? name : 'Error';
  return `${kind}${code}: ${says}${origin === undefined ? '' : ` ${origin.trim()}`}`;
}
