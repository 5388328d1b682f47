import { fileURLToPath } from 'node:url';

const demo = fileURLToPath(new URL('../../../playground/main.js', import.meta.url));

const importing = (module: string): readonly string[] => [
  '--input-type=module',
  '--eval',
  `import '${module}'`,
];

const KERNEL = `import { createKernel } from 'ron-kernel';
const values = { observability: { enabled: true }, log: { level: 'error' } };
const kernel = await createKernel({ config: { env: {}, values }, services: [] });
await kernel.start();
process.exit(kernel.readiness.ready ? 0 : 1);`;

/** What is started, by name: the arguments of Node. Each ends by itself, with 0. */
export const programs = {
  'bare Node': ['--input-type=module', '--eval', ''],
  "import 'rxjs'": importing('rxjs'),
  "import 'ron-kernel'": importing('ron-kernel'),
  "import 'ron-kernel/bus'": importing('ron-kernel/bus'),
  "import 'ron-kernel/supervision'": importing('ron-kernel/supervision'),
  'demo --help': [demo, '--help'],
  'a kernel with a server, ready': ['--input-type=module', '--eval', KERNEL],
} as const;

/** One of them. */
export type ProgramName = keyof typeof programs;

/** All of them, in the order they are started. */
export const programNames = Object.keys(programs) as readonly ProgramName[];
