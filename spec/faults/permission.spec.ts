import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Program } from '../kernel/Program.js';
import { acknowledged, auditLines, built, DemoFolder } from './demoFolder.js';

/** Nobody: permissions don't bind root. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
if (!isRoot)
  process.stdout.write('permissions that are lost: skipped, only root can take on others\n');

describe.skipIf(!isRoot)('permissions that are lost', { timeout: 120_000 }, () => {
  it('keep audit from its file when it restarts, for as long as they are lost', async () => {
    await using folder = await DemoFolder.make();
    await chmod(folder.path, 0o755);
    const own = join(folder.path, 'own');
    await mkdir(own);
    const file = join(own, 'audit');
    const flags = [
      `--audit.file=${file}`,
      '--audit.delay=0ms',
      '--statsd.address=127.0.0.1:0',
      '--observability.address=127.0.0.1:0',
      '--log.format=json',
      '--supervisor.backoffBase=10ms',
      '--supervisor.restartCap=1',
    ];
    await using program = new Program(`
      import { run } from '${built}run.js';
      await run({ task: 'run', config: '${folder.config}', flags: ${JSON.stringify(flags)} });
      process.seteuid(${NOBODY});
      console.log('nobody now');
    `);
    await program.saysNext('nobody now\n');
    await chmod(file, 0o644); // root's
    await folder.crash('audit');
    await program.saysNext('"event":"service crashed too often"');
    expect(program.output).toMatch(
      new RegExp(`"event":"service crashed.*"reason":"EACCES: permission denied, open '${file}'"`),
    );
    expect(program.output).toContain('"event":"unready","missing":["audit"]');

    await chmod(file, 0o666);
    await folder.crash('');
    await program.saysNext('"event":"released from quarantine","service":"audit"');
    await program.saysNext('"event":"ready"}\n');
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    const { whole, torn } = await auditLines(file);
    expect(torn).toEqual([]);
    expect(whole).toHaveLength(acknowledged(program.output));
    expect(program.left()).toEqual([]);
  });
});
