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
