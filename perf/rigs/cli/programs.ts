import { fileURLToPath } from 'node:url';
import { BUNDLED } from './bundle.js';

const demo = fileURLToPath(new URL('../../../playground/main.js', import.meta.url));

const evaluating = (code: string): readonly string[] => ['--input-type=module', '--eval', code];
const importing = (module: string): readonly string[] => evaluating(`import '${module}'`);

const MADE = `import { createKernel } from 'ron-kernel';
await createKernel({ config: { env: {} } });
process.exit();`;

const READY = `import { createKernel } from 'ron-kernel';
const values = { observability: { enabled: true }, log: { level: 'error' } };
const kernel = await createKernel({ config: { env: {}, values }, services: [] });
await kernel.start();
process.exit(kernel.readiness.ready ? 0 : 1);`;

/** What is started, by name: the arguments of Node. Each ends by itself, with 0. */
export const programs = {
  'bare Node': evaluating(''),
  "import 'rxjs'": importing('rxjs'),
  "import 'ron-kernel'": importing('ron-kernel'),
  'the same, bundled': importing(BUNDLED),
  "import 'ron-kernel/bus'": importing('ron-kernel/bus'),
  "import 'ron-kernel/supervision'": importing('ron-kernel/supervision'),
  'demo --help': [demo, '--help'],
  'a kernel, made': evaluating(MADE),
  'a kernel with a server, ready': evaluating(READY),
} as const;

/** One of them. */
export type ProgramName = keyof typeof programs;

/** All of them, in the order they are started. */
export const programNames = Object.keys(programs) as readonly ProgramName[];
