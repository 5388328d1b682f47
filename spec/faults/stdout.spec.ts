import { describe, expect, it } from 'vitest';
import { Program } from '../kernel/Program.js';

describe('a pipe that nobody reads from any more', { timeout: 60_000 }, () => {
  it('costs the log lines that are counted, and holds up neither the node nor its stop', async () => {
    await using program = new Program(`
      import { interval, map } from 'rxjs';
      import { createKernel } from 'ron-kernel';
      const chatty = { name: 'chatty', start: ({ logger }) => interval(1).pipe(map((n) => {
        for (let line = 0; line < 20; line++) logger.info('tick', { n, text: '.'.repeat(1_000) });
        return { type: 'tick' };
      })) };
      const values = { shutdown: { deadline: 500 } };
      const kernel = await createKernel({ config: { values }, services: [chatty] });
      await kernel.start();
      const metric = async (name) =>
        Number(new RegExp('^' + name + ' (.*)$', 'm').exec((await kernel.metrics.render()).body)[1]);
      const look = setInterval(async () => {
        if (await metric('log_lines_dropped_total') === 0) return;
        clearInterval(look);
        const before = await metric('events_published_total');
        while (await metric('events_published_total') < before + 20) await new Promise(setImmediate);
        console.error('goes on');
      }, 5);
    `);
    await program.saysNext('"event":"tick"');
    program.stopReading();
    await program.saysNext('goes on\n');
    program.kill('SIGTERM');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.left()).toEqual([]);
    program.readOn();
    await program.ended;
  });
});

describe.skipIf(process.platform === 'win32')(
  'a stdout that may not be written to',
  { timeout: 60_000 },
  () => {
    it('costs the log lines, which are counted, and neither the node nor its clean stop', async () => {
      await using program = new Program(
        `
      import { interval, map } from 'rxjs';
      import { createKernel } from 'ron-kernel';
      const chatty = { name: 'chatty', start: ({ logger }) => interval(1).pipe(map(() => void logger.info('tick'))) };
      const kernel = await createKernel({ services: [chatty] });
      await kernel.start();
      for (;;) {
        const { body } = await kernel.metrics.render();
        if (Number(/^log_lines_dropped_total (.*)$/m.exec(body)[1]) > 10) break;
        await new Promise(setImmediate);
      }
      console.error('goes on', kernel.readiness.ready);
    `,
        { through: ['sh', '-c', 'exec "$0" "$@" 1</dev/null'] }, // as it is where it was opened to be read
      );
      await program.says('goes on true\n');
      program.kill('SIGTERM');
      expect(await program.ended).toEqual({ code: 0, signal: null });
      expect(program.output).toBe('goes on true\n');
    });
  },
);
