import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './consumer.js';

/** Node's hooks thread prints what each import resolves to. */
const hooks = `
  import { writeSync } from 'node:fs';
  export async function resolve(specifier, context, next) {
    const resolved = await next(specifier, context);
    writeSync(1, resolved.url + '\\n');
    return resolved;
  }`;
const dataUrl = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
const preload = dataUrl(
  `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(hooks))});`,
);

/** The packages and Node modules that importing `name` from the built package loads. */
function loadedBy(name: string): string[] {
  const args = ['--import', preload, '--input-type=module', '-e', `import '${name}';`];
  args.unshift('--disable-warning=DEP0205'); // which is how the imports are seen
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (stderr !== '') throw new Error(stderr);
  const urls = stdout.trim().split('\n');
  expect(urls).toContain(
    `file://${join(root, 'dist', name.slice('ron-kernel'.length), 'index.js')}`,
  );
  const modules = urls.flatMap((url) => {
    if (url.startsWith('node:')) return [url];
    return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? [];
  });
  return [...new Set(modules)].sort();
}

describe('what an import loads', () => {
  it.each(['ron-kernel/bus', 'ron-kernel/supervision'])('%s: rxjs alone', (name) => {
    expect(loadedBy(name)).toEqual(['rxjs']);
  });

  it('ron-kernel/workers: rxjs, and threads', () => {
    expect(loadedBy('ron-kernel/workers')).toEqual(['node:v8', 'node:worker_threads', 'rxjs']);
  });

  it('ron-kernel/nats: rxjs, and no client before a bridge starts', () => {
    expect(loadedBy('ron-kernel/nats').filter((name) => !name.startsWith('node:'))).toEqual([
      'rxjs',
    ]);
  });

  it('ron-kernel: no server, no schema, no metrics and no log library', () => {
    const loaded = loadedBy('ron-kernel');
    expect(loaded).toContain('rxjs');
    for (const late of ['yup', 'prom-client', 'winston', 'node:http', 'node:https']) {
      expect(loaded).not.toContain(late);
    }
  });
});
