import { Bus, LiveConfig, ofType } from 'ron-kernel';
import { filter, firstValueFrom, interval, NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { number, object } from 'yup';
import { MutableSource, nextReload } from '../support.js';

const schema = object({ port: number().required() });

describe('any observable', () => {
  it('is a trigger: an interval', async () => {
    const source = new MutableSource({ port: 1 });
    const config = await LiveConfig.open({ schema, sources: [source], reloadOn: [interval(1)] });
    expect((await nextReload(config)).status).toBe('unchanged');
    source.values = { port: 2 };
    const { value } = await firstValueFrom(
      config.snapshots$.pipe(filter(({ version }) => version === 2)),
    );
    expect(value.port).toBe(2);
    await config.close();
  });

  it('is a trigger: an event on a bus', async () => {
    const source = new MutableSource({ port: 1 });
    const bus = new Bus<{ readonly type: 'reload' } | { readonly type: 'other' }>();
    const config = await LiveConfig.open({
      schema,
      sources: [source],
      reloadOn: [NEVER, bus.pipe(ofType('reload'))],
    });
    source.values = { port: 2 };
    const reloaded = nextReload(config);
    bus.publish({ type: 'other' });
    bus.publish({ type: 'reload' });
    expect(await reloaded).toMatchObject({ status: 'applied', changed: ['port'] });
    expect(source.reads).toBe(2);
    await config.close();
    expect(bus.observed).toBe(false);
  });
});
