import { AsyncLocalStorage } from 'node:async_hooks';
import { object, string } from 'yup';
import { createKernel, secret } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { Program } from './Program.js';
import { Journal } from './quiet.js';

const config = { env: {}, reloadOn: [] };

describe('the log of a request', () => {
  it.each([
    ['a string', 'r-1', { corr_id: 'r-1' }],
    ['an object that has one', { corr_id: 'r-2', user: 7 }, { corr_id: 'r-2' }],
    ['an object that has none', { user: 7 }, {}],
    ['nothing', undefined, {}],
    ['a number', 7, {}],
  ])('carries its corr_id where the store is %s', async (_case, store, fields) => {
    const context = new AsyncLocalStorage<unknown>();
    const logger = new Journal();
    await using kernel = await createKernel({ signals: false, logger, config, bus: { context } });
    kernel.bus.subscribe(() => kernel.logger.info('handled', { by: 'me' }));
    context.run(store, () => kernel.bus.publish({ type: 'order' }));
    await new Promise(setImmediate);
    expect(logger.entries).toEqual([
      { level: 'info', event: 'handled', fields: { ...fields, by: 'me' } },
    ]);
  });

  it('keeps the corr_id that a line has of its own', async () => {
    const context = new AsyncLocalStorage<unknown>();
    const logger = new Journal();
    await using kernel = await createKernel({ signals: false, logger, config, bus: { context } });
    context.run('r-1', () => kernel.logger.warn('late', { corr_id: 'r-0' }));
    expect(logger.entries[0]?.fields).toEqual({ corr_id: 'r-0' });
  });
});

describe('a secret of the config', () => {
  it('can be made unreadable in any text, as it is in force', async () => {
    const schema = object({ token: secret(string().required()) });
    const env = { RONK_TOKEN: 'hunter2' };
    await using kernel = await createKernel({
      signals: false,
      logger: new Journal(),
      config: { ...config, schema, env },
    });
    expect(kernel.config.redact('token=hunter2')).toBe('token=***');
    expect(kernel.config.redact('token=aHVudGVyMg==')).toBe('token=aHVudGVyMg==');
    env.RONK_TOKEN = 'say "hi"';
    await kernel.config.reload();
    const text = `token=${JSON.stringify(env)}, not hunter2 any more`;
    expect(kernel.config.redact(text)).toBe('token={"RONK_TOKEN":"***"}, not hunter2 any more');
  });

  it("is in no line of the kernel's own log, whoever writes it", async () => {
    const program = new Program(`
      import { object, string } from 'yup';
      import { NEVER } from 'rxjs';
      import { createKernel, secret } from 'ron-kernel';
      const env = { RONK_TOKEN: 'hunter2' };
      const schema = object({ token: secret(string().required()) });
      const leaky = { name: 'leaky', start: ({ config, logger }) => {
        logger.info('token is ' + config.value.token, { token: config.value.token });
        return NEVER;
      } };
      const kernel = await createKernel({ config: { env, schema }, services: [leaky] });
      await kernel.start();
      env.RONK_TOKEN = 'correct horse';
      await kernel.config.reload();
      kernel.logger.error('failed', { error: new Error('no user correct horse') });
      await kernel.stop();
    `);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.output).toContain('"event":"token is ***"');
    expect(program.output).toContain('"message":"no user ***"');
    expect(program.output).not.toMatch(/hunter2|correct horse/);
  });
});
