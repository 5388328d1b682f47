import { ConfigRejectedError } from '../../errors.js';
import type { ConfigContent, ConfigReadRequest } from '../ConfigSource.js';
import { parseToml } from './parseToml.js';
import { readSettled } from './readSettled.js';

/** What a config file holds, as errors call it by `name`. */
export async function readFileContent(
  name: string,
  path: string,
  { installed, signal }: ConfigReadRequest,
): Promise<ConfigContent> {
  const { fingerprint, text, problem } = await readSettled(path, installed, signal);
  return {
    fingerprint,
    empty: text?.trim() === '',
    parse: async () => {
      if (text === undefined) {
        throw new ConfigRejectedError([{ source: name, key: '', message: problem }]);
      }
      return { kind: 'document', values: await parseToml(name, text) };
    },
  };
}
