import { ConfigRejectedError, createKernel, type ConfigIssue, type Logger } from 'ron-kernel';
import { defaultFile } from './defaultFile.js';
import { demoSchema } from './demoSchema.js';
import type { CommandLine } from './parseCommandLine.js';

const mute = (): void => undefined;
const silent: Logger = { debug: mute, info: mute, warn: mute, error: mute };

/**
 * Says what is wrong with the config that the demo would start with, and starts nothing.
 *
 * @returns the exit code: 0 if all is well, else 1
 */
export async function checkConfig({ config: file = defaultFile, flags }: CommandLine) {
  try {
    const kernel = await createKernel({
      config: { file, schema: demoSchema, argv: flags, reloadOn: [] },
      logger: silent,
    });
    await kernel.stop('its config was checked');
    console.log(`ron-kernel demo: the config is valid, ${file} included`);
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigRejectedError)) throw error;
    const count = error.issues.length;
    for (const issue of error.issues) console.error(line(issue));
    console.error(
      `ron-kernel demo: ${String(count)} problem${count === 1 ? '' : 's'}; the config is not valid`,
    );
    return 1;
  }
}

/** One problem as compilers tell it: where, then what. */
function line({ source, line, column, message }: ConfigIssue): string {
  const where = [source, line, column].filter((part) => part !== undefined && part !== '');
  return [where.join(':'), message].filter((part) => part !== '').join(': ');
}
