import { reasonOf } from '../../internal/reasonOf.js';
import type { ConfigContent, ConfigSource } from '../ConfigSource.js';
import type { SourceContent } from '../pipeline/parseSources.js';

/** Reads all sources at once. What can't be read is content too: parsing it says why. */
export function readSources(
  sources: readonly ConfigSource[],
  installed: readonly SourceContent[] | undefined,
  signal: AbortSignal,
): Promise<SourceContent[]> {
  return Promise.all(
    sources.map(async (source, index) => {
      const fingerprint = installed?.[index]?.content.fingerprint;
      return { source, content: await readContent(source, fingerprint, signal) };
    }),
  );
}

async function readContent(
  source: ConfigSource,
  installed: string | undefined,
  signal: AbortSignal,
): Promise<ConfigContent> {
  try {
    return await source.read({ installed, signal });
  } catch (error) {
    const problem = reasonOf(error);
    const parse = (): never => {
      throw new Error(problem);
    };
    return { fingerprint: `problem ${problem}`, parse };
  }
}

/** Equal when all sources held the same. */
export function fingerprintOf(contents: readonly SourceContent[]): string {
  return JSON.stringify(contents.map(({ content }) => content.fingerprint));
}
