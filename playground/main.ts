import { helpText } from './helpText.js';
import { parseCommandLine, UsageError } from './parseCommandLine.js';

// What takes time to load is loaded once it is clear that there is something to run.
try {
  const commandLine = parseCommandLine(process.argv.slice(2));
  switch (commandLine.task) {
    case 'help':
      process.stdout.write(helpText);
      break;
    case 'check-config':
      process.exitCode = await (await import('./checkConfig.js')).checkConfig(commandLine);
      break;
    case 'print-config-schema':
      await (await import('./printConfigSchema.js')).printConfigSchema();
      break;
    case 'run':
      await (await import('./run.js')).run(commandLine);
  }
} catch (error) {
  const usage = error instanceof UsageError;
  process.stderr.write(
    `ron-kernel demo: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = usage ? 2 : 1;
}
