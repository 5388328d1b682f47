import { Program } from '../../kernel/Program.js';

/** A node in a process of its own. */
export interface RunningNode {
  readonly program: Program;
  /** Where it listens. */
  readonly address: string;
}

/** Runs a program that says `listening on ` where it listens, with a full stop. */
export async function startNode(code: string): Promise<RunningNode> {
  const program = new Program(code);
  await program.says('listening on ');
  await program.says('.\n');
  const [, address = ''] = /listening on (.+)\.\n/.exec(program.output) ?? [];
  return { program, address };
}
