import type { ConfigContent, ConfigSource } from '../../config/ConfigSource.js';

/** A config file that is a variable. */
export class MemorySource implements ConfigSource {
  readonly name = 'simulated file';
  /** What it holds; nothing if it is gone, an error if it can't be read. */
  content: Readonly<Record<string, unknown>> | undefined | Error = {};

  read(): ConfigContent {
    const { content } = this;
    if (content instanceof Error) throw content;
    const values = content ?? {};
    return {
      fingerprint: JSON.stringify(values),
      empty: content === undefined,
      parse: () => ({ kind: 'values', values }),
    };
  }
}
