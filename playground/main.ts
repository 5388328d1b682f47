import { helpText } from './helpText.js';
import { parseCommandLine, UsageError } from './parseCommandLine.js';

// What takes time to load is loaded once it is clear that there is something to run.
try {
  const commandLine = parseCommandLine(process.argv.slice(2));
  if (commandLine.help) process.stdout.write(helpText);
  else await (await import('./run.js')).run(commandLine);
} catch (error) {
  const usage = error instanceof UsageError;
  process.stderr.write(
    `ron-kernel demo: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = usage ? 2 : 1;
}
