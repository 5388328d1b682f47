import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Program } from '../kernel/Program.js';

/** What many a cluster node runs out of: inotify watches, for whoever runs in here. */
const without = 'echo 0 > /proc/sys/user/max_inotify_watches';
const namespace = ['unshare', '--user', '--map-root-user', 'sh', '-c'] as const;
const { error, stderr } = spawnSync(namespace[0], [...namespace.slice(1), without], {
  encoding: 'utf8',
});
const skipped = error?.message ?? stderr.trim();
if (skipped !== '') process.stdout.write(`a system without file watches: skipped, ${skipped}\n`);

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ron-kernel-'));
  file = join(folder, 'app.toml');
});
afterEach(() => rm(folder, { recursive: true }));

describe.skipIf(skipped !== '')('a system without file watches', { timeout: 60_000 }, () => {
  it('costs a config nothing but the time until the next look at its file', async () => {
    await writeFile(file, 'port = 1\n');
    await using program = new Program(
      `
      import { watch } from 'node:fs';
      import { number, object } from 'yup';
      import { fileSource, LiveConfig, onFileChange } from 'ron-kernel';
      try { watch('.').close(); } catch (error) { console.log(error.code); }
      const file = ${JSON.stringify(file)};
      const schema = object({ port: number().required() });
      const config = await LiveConfig.open({
        schema,
        sources: [fileSource(file)],
        reloadOn: [onFileChange(file)],
      });
      config.snapshots$.subscribe(({ value: { port } }) => console.log('port', port));
      const alive = setInterval(() => undefined, 60_000);
      process.once('SIGTERM', () => config.close().then(() => clearInterval(alive)));
    `,
      { through: [...namespace, `${without} && exec "$0" "$@"`] },
    );
    await program.saysNext('ENOSPC');
    for (const port of [1, 2, 3]) {
      await writeFile(file, `port = ${port}\n`);
      await program.saysNext(`port ${port}\n`);
    }
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
  });
});
