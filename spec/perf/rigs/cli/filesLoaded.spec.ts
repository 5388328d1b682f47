import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesLoaded } from '../../../../perf/rigs/cli/filesLoaded.js';

describe('filesLoaded', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loaded-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('counts every file once, whatever loads it and however it ends', async () => {
    const program = join(folder, 'program.mjs');
    await writeFile(program, "import './a.mjs';\nawait import('./b.cjs');\nprocess.exit();");
    await writeFile(join(folder, 'a.mjs'), "import './b.cjs';");
    await writeFile(join(folder, 'b.cjs'), 'module.exports = 1;');
    await writeFile(join(folder, 'c.mjs'), 'export default 1;');
    expect(await filesLoaded([program])).toBe(3);
  });

  it('counts nothing of Node, nor its command line', async () => {
    expect(await filesLoaded(['--input-type=module', '--eval', "import 'node:fs'"])).toBe(0);
  });
});
