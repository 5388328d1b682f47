import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Program } from './Program.js';

const imports = `
  import { concatMap, interval, map, NEVER, throwError, timer } from 'rxjs';
  import { concatMapBounded, createKernel } from 'ron-kernel';
  const idle = { name: 'idle', start: () => NEVER };
  const never = () => new Promise(() => {});
`;

/** A program that says `here` when it is in the phase, and all of what it says. */
const phases: [string, string][] = [
  [
    'starting',
    `const slow = { name: 'slow', readyWhen: 'called', start: () => (console.log('here'), NEVER) };
     const kernel = await createKernel({ services: [idle, slow] });
     await kernel.start();`,
  ],
  [
    'checking for the first time',
    `const kernel = await createKernel({ services: [idle] });
     kernel.health.check('hung', () => (console.log('here'), never()), { timeout: 2 ** 31 - 1 });
     await kernel.start();`,
  ],
  [
    'backing off',
    `const crashing = { name: 'crashing', start: ({ ready }) => (ready(), timer(1).pipe(concatMap(() => throwError(() => new Error('boom'))))) };
     const values = { supervisor: { backoffBase: '10m', backoffCap: '10m' } };
     const kernel = await createKernel({ config: { values }, services: [idle, crashing] });
     kernel.supervisor.changes$.subscribe(({ state }) => state === 'backoff' && console.log('here'));
     await kernel.start();`,
  ],
  [
    'reloading',
    `const env = {};
     const kernel = await createKernel({ config: { env }, services: [idle] });
     kernel.config.onApply({ name: 'slow', prepare: () => (console.log('here'), never()) });
     await kernel.start();
     env.RONK_LOG_LEVEL = 'debug';
     kernel.config.reload().catch(() => {});`,
  ],
];

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  it.each(phases)('while it is %s ends in an orderly stop', async (_phase, code) => {
    const program = new Program(imports + code);
    await program.says('here\n');
    program.kill(signal);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.output).toMatch(new RegExp(`"event":"stopping","reason":"${signal}"`));
    expect(program.output).toMatch(new RegExp(`"event":"stopped","reason":"${signal}"\\}`));
  });

  it('while it drains ends it at once if it is the second, else when the deadline says', async () => {
    const draining = (deadline: string) => `${imports}
      const values = { shutdown: { deadline: '${deadline}' } };
      const kernel = await createKernel({ config: { values }, services: [idle] });
      kernel.bus.pipe(concatMapBounded(() => (console.log('here'), never()), { name: 'stuck' })).subscribe();
      await kernel.start();
      process.kill(process.pid, '${signal}');
    `;
    const impatient = new Program(draining('1h'));
    await impatient.says('here\n');
    impatient.kill(signal);
    expect(await impatient.ended).toEqual({ code: 1, signal: null });
    const patient = new Program(draining('50ms'));
    expect(await patient.ended).toEqual({ code: 1, signal: null });
    expect(patient.output).toMatch(/"event":"stopped".*"abandoned":\[\{"subscriber":"stuck"/);
  });
});

describe('an error that nobody catches', () => {
  const running = `${imports}
    const kernel = await createKernel({ services: [idle] });
    await kernel.start();
  `;

  it.each([
    ['uncaught exception', `setTimeout(() => { throw new Error('boom'); });`],
    ['unhandled rejection', `Promise.reject(new Error('boom'));`],
    [
      'uncaught exception',
      `kernel.bus.subscribe(() => { throw new Error('boom'); }); kernel.bus.publish({ type: 'a' });`,
    ],
  ])('%s is logged and ends in an orderly stop with 1', async (what, code) => {
    const program = new Program(running + code);
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.output).toMatch(
      new RegExp(`"level":"error","event":"${what}","error":\\{.*"message":"boom".*"stack"`),
    );
    expect(program.output).toMatch(new RegExp(`"event":"stopping","reason":"${what}: boom"`));
    expect(program.output).toMatch(new RegExp(`"event":"stopped","reason":"${what}: boom"`));
  });

  it('during an orderly stop makes that one fail, and does not cut it short', async () => {
    const program = new Program(`${imports}
      const last = { name: 'last', start: ({ signal }) => new Promise((resolve) => {
        signal.addEventListener('abort', () => { setTimeout(resolve, 20); throw new Error('boom'); });
      }) };
      const kernel = await createKernel({ services: [last] });
      await kernel.start();
      process.kill(process.pid, 'SIGTERM');
    `);
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.output).toMatch(/"event":"uncaught exception".*boom/);
    expect(program.output).toMatch(/"event":"stopped","reason":"SIGTERM"\}/);
  });

  it('while it starts ends in an orderly stop with 1 too', async () => {
    const program = new Program(`${imports}
      const slow = { name: 'slow', readyWhen: 'called', start: () => {
        setTimeout(() => { throw new Error('boom'); });
        return NEVER;
      } };
      await (await createKernel({ services: [slow] })).start();
    `);
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.output).toMatch(/"event":"stopped","reason":"uncaught exception: boom"/);
  });

  it.each(['signals: false', 'uncaught: false'])('is left to Node.js with %s', async (option) => {
    const program = new Program(`${imports}
      const kernel = await createKernel({ ${option}, services: [idle] });
      await kernel.start();
      setTimeout(() => { throw new Error('boom'); });
    `);
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.output).toContain('Error: boom');
    expect(program.output).not.toContain('"event":"stopping"');
  });
});

describe('a log pipe that breaks', () => {
  it('does not take the node with it', async () => {
    const code = `${imports}
      const chatty = { name: 'chatty', start: ({ logger }) => interval(1).pipe(map((n) => {
        logger.info('tick');
        if (n % 100 === 0) process.stderr.write('alive ' + n + '\\n');
        return undefined;
      })) };
      const kernel = await createKernel({ services: [chatty] });
      await kernel.start();
    `;
    const cwd = fileURLToPath(new URL('../..', import.meta.url));
    const args = ['--input-type=module', '-e', code];
    const child = spawn(process.execPath, args, { cwd, env: { PATH: process.env['PATH'] } });
    await once(child.stdout, 'data');
    child.stdout.destroy();
    let lives = 0;
    for await (const chunk of child.stderr) {
      expect(String(chunk)).toMatch(/^alive \d+\n/);
      if ((lives += 1) === 3) break;
    }
    child.kill('SIGTERM');
    const [exitCode] = (await once(child, 'exit')) as [number | null];
    expect(exitCode).toBe(0);
  });
});

describe('after a stop', () => {
  it('no handle is left, whatever was used', async () => {
    const program = new Program(`${imports}
      console.log('begins'); // which opens what it writes to
      const before = process.getActiveResourcesInfo();
      const kernel = await createKernel({
        config: { values: { observability: { enabled: true } } },
        services: [idle],
      });
      kernel.health.check('fine', () => true, { interval: 1 });
      kernel.health.check('hung', never, { timeout: 3_600_000, critical: false }).unsubscribe();
      kernel.bus.pipe(concatMapBounded(async () => {}, { name: 'audit' })).subscribe();
      await kernel.start();
      await fetch('http://' + kernel.address + '/readyz?verbose', { headers: { Connection: 'close' } });
      const handlers = () => ['uncaughtException', 'unhandledRejection'].map((name) => process.listenerCount(name));
      console.log('handlers', ...handlers());
      await kernel.stop();
      console.log('handlers', ...handlers(), process.stdout.listenerCount('error'));
      process.on('beforeExit', () => {
        console.log('left', process.getActiveResourcesInfo().filter((name) => !before.includes(name)));
      });
    `);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.output).toContain('handlers 1 1\n');
    expect(program.output).toContain('handlers 0 0 0\n');
    expect(program.output).toContain('left []\n');
  });
});
