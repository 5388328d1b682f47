import { extname } from 'node:path';

const FORMATS = { '.toml': 'TOML', '.yaml': 'YAML', '.yml': 'YAML', '.json': 'JSON' } as const;

/** The language of a config file. */
export type FileFormat = (typeof FORMATS)[keyof typeof FORMATS];

/** What a file is written in, by its extension; nothing where that says nothing. */
export function fileFormat(path: string): FileFormat | undefined {
  const formats: Readonly<Record<string, FileFormat>> = FORMATS;
  const extension = extname(path).toLowerCase();
  return Object.hasOwn(formats, extension) ? formats[extension] : undefined;
}
