import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Program, type Surroundings } from '../kernel/Program.js';
import { built, DemoFolder } from './demoFolder.js';

/** The demo on an address of its own, in quarantine as soon as statsd crashes. */
async function demoOn(address: string, folder: DemoFolder, surroundings: Surroundings = {}) {
  const flags = [
    `--audit.file=${join(folder.path, 'audit')}`,
    `--statsd.address=${address}`,
    '--observability.enabled=false',
    '--log.format=json',
    '--supervisor.restartCap=0',
  ];
  const program = new Program(
    `
    import { run } from '${built}run.js';
    await run({ task: 'run', config: '${folder.config}', flags: ${JSON.stringify(flags)} });
  `,
    surroundings,
  );
  await program.saysNext('Ctrl-C stops them');
  return program;
}

/** Has statsd crash, what it listens on go `away` and come `back`: the log is to say why it isn't up. */
async function loseAddress(
  program: Program,
  folder: DemoFolder,
  { away, back, reason }: { away: () => unknown; back: () => unknown; reason: string },
): Promise<void> {
  await folder.crash('statsd');
  await program.saysNext('"decision":"quarantine"');
  await away();
  await folder.crash('');
  await program.saysNext(
    `"event":"service crashed too often","service":"statsd","reason":"${reason}`,
  );
  await back();
  await folder.crash('statsd');
  await program.saysNext('"event":"config updated"');
  await folder.crash('');
  await program.saysNext('"event":"released from quarantine","service":"statsd"');
  await program.saysNext('"event":"ready"}\n');
}

const linux = process.platform === 'linux';

describe.skipIf(!linux)('a port that another takes while a service is away', () => {
  it('is named, and had again once it is free', { timeout: 60_000 }, async () => {
    await using folder = await DemoFolder.make();
    // All of 127/8 is this machine's on Linux; nobody else uses this part of it.
    const host = `127.18.${(process.pid >> 8) & 255}.${process.pid & 255}`;
    await using program = await demoOn(`${host}:8125`, folder);
    const other = createSocket('udp4');
    const take = () => once(other.bind(8125, host), 'listening');
    const reason = `statsd.address ${host}:8125 is in use; stop`;
    await loseAddress(program, folder, { away: take, back: () => other.close(), reason });
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.left()).toEqual([]);
  });
});

const setUp = 'ip link set lo up && ip address add 10.18.0.1/32 dev lo';
const network = spawnSync('unshare', ['--net', 'sh', '-c', setUp], { encoding: 'utf8' });
const skipped = network.error?.message ?? network.stderr.trim();
if (skipped !== '') process.stdout.write(`an address that is lost: skipped, ${skipped}\n`);

describe.skipIf(skipped !== '')('an address that is lost', () => {
  it('is named, and had again once it is back', { timeout: 60_000 }, async () => {
    await using folder = await DemoFolder.make();
    const through = ['unshare', '--net', 'sh', '-c', `${setUp} && exec "$0" "$@"`];
    await using program = await demoOn('10.18.0.1:8125', folder, { through });
    const ip = (what: string) => () => {
      const namespace = ['--net', `--target=${program.pid ?? 0}`];
      const { stderr } = spawnSync(
        'nsenter',
        [...namespace, 'ip', 'address', what, '10.18.0.1/32', 'dev', 'lo'],
        { encoding: 'utf8' },
      );
      expect(stderr).toBe('');
    };
    const reason = 'statsd.address 10.18.0.1:8125 is no address of this machine';
    await loseAddress(program, folder, { away: ip('delete'), back: ip('add'), reason });
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.left()).toEqual([]);
  });
});
