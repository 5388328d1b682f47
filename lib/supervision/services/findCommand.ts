import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, extname, isAbsolute, resolve } from 'node:path';
import { ChildSpecError } from '../../errors.js';

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The endings that make a file a program, on Windows; elsewhere none is needed. */
function endings(command: string, env: NodeJS.ProcessEnv): readonly string[] {
  if (process.platform !== 'win32' || extname(command) !== '') return [''];
  return (env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').split(';');
}

/** The path of a program, as the system would find it; throws if it wouldn't. */
export function findCommand(
  child: string,
  command: string,
  cwd: string | undefined,
  env: NodeJS.ProcessEnv,
): string {
  const isPath = isAbsolute(command) || /[/\\]/.test(command);
  const folders = isPath ? [cwd ?? '.'] : (env['PATH'] ?? env['Path'] ?? '').split(delimiter);
  for (const folder of folders) {
    for (const ending of endings(command, env)) {
      const path = resolve(folder, command + ending);
      if (mayRun(path)) return path;
    }
  }
  const where = isPath ? `at ${resolve(cwd ?? '.', command)}` : 'in PATH';
  throw new ChildSpecError(`'${child}' can't run '${command}': there is no such program ${where}`);
}
