import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { entryPoints, packedConsumer, root } from './consumer.js';

const consumer = packedConsumer();
afterAll(() => rmSync(consumer.directory, { recursive: true, force: true }));

const tool = (name: string, ...args: string[]): string =>
  consumer.run(join(root, 'node_modules/.bin', name), ...args);

const WRITTEN_OUT = `
  import { number, object, string, type ObjectSchema } from 'yup';
  import { createKernel, LiveConfig } from 'ron-kernel';
  interface Settings { readonly port: number; readonly log: { readonly file: string } }
  const schema: ObjectSchema<Settings> = object({
    port: number().required(),
    log: object({ file: string().required() }),
  });
  await using config = await LiveConfig.open({ schema, sources: [] });
  await using kernel = await createKernel({ config: { schema: object({ mine: schema }) } });
  export const files: string[] = [config.value.log.file, kernel.config.value.mine.log.file];
`;

describe('the packed package', () => {
  it('holds the library with its sources and maps, alerts and a dashboard, and nothing of its workshop', () => {
    expect(consumer.files).toEqual(
      expect.arrayContaining([
        'package.json',
        'README.md',
        'LICENSE',
        'CHANGELOG.md',
        'lib/index.ts',
        'playground/alerts/ron-kernel.rules.yml',
        'playground/grafana/ron-kernel.json',
      ]),
    );
    for (const file of consumer.files) {
      expect(file).toMatch(
        /^((dist|lib|playground\/(alerts|grafana))\/|(package\.json|README\.md|LICENSE|CHANGELOG\.md)$)/,
      );
      expect(file).not.toMatch(/tsbuildinfo|\.(spec|test)|tsconfig/);
    }
  });

  it('runs nothing when it is installed, nor does what it brings along', () => {
    const { scripts } = JSON.parse(
      readFileSync(join(consumer.directory, 'node_modules/ron-kernel/package.json'), 'utf8'),
    ) as { scripts: Record<string, string> };
    expect(
      Object.keys(scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name)),
    ).toEqual([]);
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<
        string,
        { dev?: boolean; optional?: boolean; peer?: boolean; hasInstallScript?: boolean }
      >;
    };
    const brought = Object.entries(packages).filter(([, { dev = false }]) => !dev);
    expect(brought.length).toBeGreaterThan(8);
    expect(brought.filter(([, entry]) => entry.hasInstallScript).map(([name]) => name)).toEqual([]);
  });

  it('is what publint wants', () => {
    expect(tool('publint', consumer.tarball, '--strict')).toContain('All good!');
  });

  it('has types that are right wherever it can be imported', () => {
    expect(() => tool('attw', consumer.tarball, '--profile', 'esm-only')).not.toThrow();
  });

  const resolutions = ['node16', 'nodenext', 'bundler'];
  it.each([
    ...resolutions.map((resolution) => ['TypeScript 6', 'tsc', resolution] as const),
    ...resolutions.map((resolution) => ['TypeScript 7', 'tsgo', resolution] as const),
  ])(
    'compiles in a strict project that checks its libraries, with %s (%s), resolved as %s',
    (_, compiler, resolution) => {
      // With a schema whose type is written out, as yup's documentation does it.
      const schema = join(consumer.directory, 'schema.mts');
      writeFileSync(schema, WRITTEN_OUT);
      const write = (name: string, line: (name: string, at: number) => string): string => {
        const file = join(consumer.directory, name);
        writeFileSync(file, entryPoints.map(line).join('\n'));
        return file;
      };
      const files = [write('all.mts', (name, at) => `export * as e${at} from '${name}';`), schema];
      // Where CommonJS may require an ES module, as Node.js does.
      if (resolution === 'nodenext')
        files.push(write('all.cts', (name, at) => `export import e${at} = require('${name}');`));
      const module = resolution === 'bundler' ? 'esnext' : resolution;
      const options = ['--strict', '--noEmit', '--target', 'es2022', '--types', 'node'];
      expect(
        tool(compiler, ...options, '--module', module, '--moduleResolution', resolution, ...files),
      ).toBe('');
    },
  );
});

describe.each(entryPoints)('%s', (name) => {
  it('is imported, and required, in an empty project', () => {
    const log = (namespace: string): string => `console.log(Object.keys(${namespace}).join())`;
    const imported = consumer.run(
      '--input-type=module',
      '-e',
      `import * as all from '${name}'; ${log('all')}`,
    );
    const required = consumer.run('-e', log(`require('${name}')`));
    expect(imported.trim()).not.toBe('');
    expect(required).toBe(imported);
  });
});

describe('what is internal', () => {
  const hidden = [
    'dist/index.js',
    'dist/internal/relay.js',
    'lib/index.ts',
    'internal/relay.js',
    'errors',
  ];

  it.each(hidden)('cannot be imported: %s', (path) => {
    const code = `import('ron-kernel/${path}').catch((error) => console.log(error.code))`;
    expect(consumer.run('-e', code).trim()).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

describe('the page', () => {
  const served = (page: boolean): string[] => {
    const observability = { enabled: true, page };
    const config = { env: {}, values: { log: { level: 'error' }, observability } };
    const program = `
      import { createKernel } from 'ron-kernel';
      const kernel = await createKernel({ config: ${JSON.stringify(config)} });
      await kernel.start();
      for (const path of ['', 'page/page.css', 'page/main.js', 'page/uPlot.js', 'page/uPlot.css']) {
        const { status, headers } = await fetch('http://' + kernel.address + '/' + path);
        console.log(status, headers.get('content-type'));
      }
      await kernel.stop();`;
    return consumer.run('--input-type=module', '-e', program).trim().split('\n');
  };

  it('is served from the packed files, where it is asked for', () => {
    const [html, style, script] = ['html', 'css', 'javascript'].map(
      (type) => `200 text/${type}; charset=utf-8`,
    );
    expect(served(true)).toEqual([html, style, script, script, style]);
    expect(served(false)).toEqual(Array<string>(5).fill('404 application/json; charset=utf-8'));
  });
});
