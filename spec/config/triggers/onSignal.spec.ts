import { LiveConfig, onSignal, OptionTypeError } from 'ron-kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { number, object } from 'yup';
import { MutableSource, nextReload } from '../support.js';

/** So that a signal which isn't listened to fails a spec, and doesn't end its process. */
const survive = () => {};

describe('onSignal', () => {
  beforeEach(() => void process.on('SIGHUP', survive));
  afterEach(() => void process.off('SIGHUP', survive));

  it('reloads when the process gets the signal, also content that was rejected before', async () => {
    let holiday = true;
    const source = new MutableSource({ port: 1 });
    const config = await LiveConfig.open({
      schema: object({ port: number().required() }).test(
        'holiday',
        'not on a holiday',
        ({ port }) => port === 1 || !holiday,
      ),
      sources: [source],
      reloadOn: [onSignal('SIGHUP')],
    });
    source.values = { port: 2 };
    expect((await config.reload()).status).toBe('rejected');
    holiday = false;
    const reloaded = nextReload(config);
    process.kill(process.pid, 'SIGHUP');
    expect(await reloaded).toMatchObject({ status: 'applied', version: 2 });
    await config.close();
  });

  it('listens only while it is subscribed', () => {
    const before = process.listenerCount('SIGHUP');
    const signals$ = onSignal('SIGHUP');
    expect(process.listenerCount('SIGHUP')).toBe(before);
    const subscription = signals$.subscribe();
    expect(process.listenerCount('SIGHUP')).toBe(before + 1);
    subscription.unsubscribe();
    expect(process.listenerCount('SIGHUP')).toBe(before);
  });

  it.each([
    ['SIGKILL', "'SIGKILL'"],
    ['SIGSTOP', "'SIGSTOP'"],
    ['SIGFOO', "'SIGFOO'"],
    ['sighup', "'sighup'"],
    [1, '1'],
    [undefined, 'undefined'],
  ])('refuses %j', (signal, got) => {
    // @ts-expect-error what a JavaScript user may pass
    const make = () => onSignal(signal);
    expect(make).toThrow(OptionTypeError);
    expect(make).toThrow(
      `onSignal() takes a signal a process can handle, such as 'SIGHUP', got ${got}`,
    );
  });
});
