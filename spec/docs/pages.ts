import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The files with this extension below a folder, from the root. */
export function filesOf(directory: string, extension: string): string[] {
  return readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .map((file) => join(directory, file));
}

export const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Every page that people read. */
export const pages: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  '.github/SECURITY.md',
  ...filesOf('playground', '.md'),
  ...filesOf('perf', '.md'),
  ...filesOf('spec', '.md').filter((file) => !file.endsWith('.api.md')), // those are written by a tool
];
