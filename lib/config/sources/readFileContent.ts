import { setTimeout } from 'node:timers/promises';
import { ConfigRejectedError } from '../../errors.js';
import type { ConfigContent, ConfigReadRequest } from '../ConfigSource.js';
import type { FileFormat } from './fileFormat.js';
import { parseToml } from './parseToml.js';
import { parseYaml } from './parseYaml.js';
import { readSettled } from './readSettled.js';

/** Milliseconds between two looks at a file that must agree. */
const SETTLE = 50;

/** A config file, as it is found and as errors call it. */
export interface ConfigFile {
  readonly name: string;
  readonly path: string;
  readonly format: FileFormat;
  /** Whether it may be missing. */
  readonly presence: 'required' | 'optional';
}

/** What a config file holds. */
export async function readFileContent(
  { name, path, format, presence }: ConfigFile,
  { installed, signal }: ConfigReadRequest,
): Promise<ConfigContent> {
  const pause = (): Promise<unknown> => setTimeout(SETTLE, undefined, { signal });
  const { fingerprint, text, problem, missing } = await readSettled(path, installed, pause);
  const absent = missing === true && presence === 'optional';
  return {
    fingerprint,
    empty: absent || text?.trim() === '',
    parse: async () => {
      if (absent) return { kind: 'document', values: {} };
      if (text === undefined) {
        throw new ConfigRejectedError([{ source: name, key: '', message: problem }]);
      }
      const values =
        format === 'TOML' ? await parseToml(name, text) : await parseYaml(name, text, format);
      return { kind: 'document', values };
    },
  };
}
