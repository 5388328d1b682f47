import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEVER, of, throwError, timer, concatMap, filter, firstValueFrom, merge } from 'rxjs';
import { object, string } from 'yup';
import {
  concatMapBounded,
  createKernel,
  observabilityHandler,
  secret,
  type BusEvent,
  type KernelContext,
} from 'ron-kernel';
import { parseRecording, readRecording, type Recording } from 'ron-kernel/testing';
import { describe, expect, it } from 'vitest';
import { Journal, quiet } from './quiet.js';

const still = { env: {}, reloadOn: [] } as const;
const on = { recorder: { enabled: true } };
const idle = { name: 'idle', start: () => NEVER };

function recordingOf({ recorder }: { recorder: { recording(): string } | undefined }): Recording {
  return parseRecording(recorder?.recording() ?? '');
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a kernel that records', () => {
  it('says who published what, and in which context', async () => {
    const context = new AsyncLocalStorage<unknown>();
    await using kernel = await createKernel({
      ...quiet,
      bus: { context },
      config: { ...still, values: on },
      services: [
        { name: 'ingest', start: () => merge(of({ type: 'reading', celsius: 20 }), NEVER) },
        {
          name: 'echo',
          start: ({ bus }: KernelContext) => {
            bus.publish({ type: 'direct' });
            return bus.pipe(
              filter(({ type }) => type === 'order'),
              concatMap(() => of({ type: 'echo' })),
            );
          },
        },
      ],
    });
    await kernel.start();
    context.run({ corr_id: 'r-7' }, () => kernel.bus.publish({ type: 'order' }));
    await turn();

    const { events, published } = recordingOf(kernel);
    expect(published).toBe(kernel.bus.stats().published);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, at) => at + 1));
    const of_ = (wanted: string): unknown[] =>
      events
        .filter(({ event }) => (event as BusEvent).type === wanted)
        .map(({ publisher, corrId }) => [publisher, corrId]);
    expect(of_('reading')).toEqual([['ingest', null]]);
    expect(of_('direct')).toEqual([[null, null]]);
    expect(of_('order')).toEqual([[null, 'r-7']]);
    expect(of_('echo')).toEqual([['echo', 'r-7']]);
    expect(of_('kernel.health')).toEqual([
      ['kernel.node', null],
      ['kernel.node', null],
    ]);
  });

  it('knows crashes, configs and readiness, and whose handlers were slow', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ron-kernel-'));
    const file = join(folder, 'kernel.json');
    const save = (own: object): Promise<void> => writeFile(file, JSON.stringify({ ...on, ...own }));
    await save({});
    await using kernel = await createKernel({
      ...quiet,
      config: { ...still, file, schema: object({ mode: string().default('') }) },
      services: [
        idle,
        {
          name: 'shaky',
          restart: 'temporary',
          critical: false,
          start: ({ ready }) => {
            ready();
            return timer(0).pipe(concatMap(() => throwError(() => new Error('worn out'))));
          },
        },
      ],
    });
    kernel.bus.subscribe(function sluggish() {
      const begun = performance.now();
      while (performance.now() - begun < 2);
    });
    const crashed = firstValueFrom(kernel.supervisor.incidents$);
    await kernel.start();
    await crashed;
    await kernel.config.reload();
    await save({ mode: 'other' });
    await kernel.config.reload();
    await save({ mode: 'other', log: { level: 'loud' } });
    await kernel.config.reload();
    await rm(folder, { recursive: true });
    await turn();

    const { incidents, configs, readiness, slowest, at } = recordingOf(kernel);
    expect(incidents).toMatchObject([
      { type: 'crash', service: 'shaky', generation: 1, reason: 'worn out', decision: 'end' },
    ]);
    expect(incidents[0]?.stack).toContain('recorder.spec.ts');
    expect(configs).toMatchObject([
      { status: 'loaded', version: 1, changed: [], reason: null },
      { status: 'applied', version: 2, changed: ['mode'], reason: null },
      { status: 'rejected', version: 2, changed: [] },
    ]);
    expect(configs[2]?.reason).toContain('log.level');
    expect(readiness[0]).toMatchObject({ ready: false, missing: ['kernel.start'], degraded: [] });
    expect(readiness.at(-1)).toMatchObject({ ready: true, missing: [] });
    expect(readiness.at(-1)?.degraded).toContain('kernel.config');
    expect(slowest.find(({ subscriber }) => subscriber === 'sluggish')?.ms).toBeGreaterThan(1.9);
    for (const each of [...incidents, ...configs, ...readiness, ...slowest]) {
      expect(each.at).toBeGreaterThan(0);
      expect(each.at).toBeLessThanOrEqual(at);
    }
  });

  it('tells no secret of its config, whoever says it', async () => {
    const schema = object({ token: secret(string().required()) });
    const start = ({ config }: KernelContext<BusEvent, { readonly token: string }>) =>
      merge(
        of({ type: 'login', token: config.value.token, url: `x://me:${config.value.token}@y` }),
        timer(0).pipe(concatMap(() => throwError(() => new Error(config.value.token)))),
      );
    await using kernel = await createKernel({
      ...quiet,
      config: { ...still, schema, values: { ...on, token: 'hun"ter2' } },
      services: [{ name: 'leaky', restart: 'temporary', critical: false, start }],
    });
    const crashed = firstValueFrom(kernel.supervisor.incidents$);
    await kernel.start();
    await crashed;
    const text = kernel.recorder?.recording('hun"ter2') ?? '';
    expect(text).not.toMatch(/hun.{1,2}ter2/);
    const login = parseRecording(text).events.find(({ publisher }) => publisher === 'leaky');
    expect(login?.event).toEqual({ type: 'login', token: '***', url: 'x://me:***@y' });
  });

  it('takes only what it has room for, as its config says', async () => {
    const recorder = { enabled: true, events: 2, bytes: 65_536 };
    await using kernel = await createKernel({
      ...quiet,
      config: { ...still, values: { recorder } },
    });
    for (let n = 1; n <= 5; n++) kernel.bus.publish({ type: `${n}` });
    expect(recordingOf(kernel).events.map(({ event }) => event)).toEqual([
      { type: '4' },
      { type: '5' },
    ]);
  });

  it('delivers as one that does not', async () => {
    const play = async (values: object): Promise<unknown> => {
      await using kernel = await createKernel({
        ...quiet,
        config: { ...still, values: { ...values, bus: { capacity: 4 } } },
      });
      const seen: unknown[] = [];
      kernel.bus.subscribe(({ type }) => {
        seen.push(type);
        if (type === '3') kernel.bus.publish({ type: 'three' });
      });
      const slow = concatMapBounded(
        async ({ type }: BusEvent) => {
          seen.push(`reads ${type}`);
          await turn();
        },
        { name: 'slow', capacity: 2 },
      );
      kernel.bus.pipe(slow).subscribe();
      for (let n = 1; n <= 9; n++) kernel.bus.publish({ type: `${n}` });
      await kernel.bus.close();
      return [seen, kernel.bus.stats()];
    };
    expect(await play(on)).toEqual(await play({}));
  });

  it('leaves a file behind when it fails, and tells the log, or tells the log why not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ron-kernel-'));
    const fail = async (file: string): Promise<Journal> => {
      const logger = new Journal();
      const kernel = await createKernel({
        signals: false,
        logger,
        config: { ...still, values: { recorder: { enabled: true, file } } },
        services: [{ name: 'broken', start: () => throwError(() => new Error('boom')) }],
      });
      await expect(kernel.start()).rejects.toThrow('boom');
      return logger;
    };
    const file = join(folder, 'crash.json');
    const reason = "failed to start: 'broken' failed to start: boom";
    expect((await fail(file)).entries).toContainEqual({
      level: 'info',
      event: 'recording written',
      fields: { file, reason },
    });
    expect(readRecording(file)).toMatchObject({ reason, configs: [{ status: 'loaded' }] });
    expect((await fail(folder)).events).toContain('recording not written');
    expect((await fail(join(folder, 'none', 'crash.json'))).events).toContain(
      'recording not written',
    );
    expect((await fail('')).events).not.toContain('recording not written');
    expect(await readdir(folder)).toEqual(['crash.json']);
    await rm(folder, { recursive: true });
  });

  it('records nothing, and says so, unless it is told to', async () => {
    await using kernel = await createKernel({ ...quiet, config: still });
    expect(kernel.recorder).toBeUndefined();
  });

  it.each([
    ['events', 0],
    ['events', 100_001],
    ['bytes', 65_535],
    ['endpoint', 'maybe'],
  ])('refuses recorder.%s of %j before anything starts', async (key, value) => {
    const config = { ...still, values: { recorder: { [key]: value } } };
    await expect(createKernel({ ...quiet, config })).rejects.toThrow(`recorder.${key}`);
  });
});

describe('/debug/recorder', () => {
  const observability = { enabled: true };

  it('answers with the newest thousand events, as JSON that is true only now', async () => {
    const recorder = { enabled: true, events: 2_000, endpoint: true };
    await using kernel = await createKernel({
      ...quiet,
      config: { ...still, values: { recorder, observability } },
    });
    await kernel.start();
    for (let n = 1; n <= 1_500; n++) kernel.bus.publish({ type: `n-${n}` });
    const url = `http://${kernel.address ?? ''}/debug/recorder`;
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { events, reason, published } = parseRecording(await response.text());
    expect([events.length, published, reason]).toEqual([1_000, 1_500, 'GET /debug/recorder']);
    expect(events.at(-1)?.event).toEqual({ type: 'n-1500' });

    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const post = await fetch(url, { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const metrics = await (await fetch(`http://${kernel.address ?? ''}/metrics`)).text();
    expect(metrics).toContain('route="/debug/recorder",method="GET",status="200"');
  });

  it.each([
    ['there is no recorder', { enabled: false, endpoint: true }],
    ['it is not asked for', { enabled: true, endpoint: false }],
  ])('is not there where %s', async (_, recorder) => {
    await using kernel = await createKernel({
      ...quiet,
      config: { ...still, values: { recorder, observability } },
    });
    await kernel.start();
    const response = await fetch(`http://${kernel.address ?? ''}/debug/recorder`);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('/debug/recorder');
  });

  it("is served by a server of the user's too", async () => {
    const recorder = { enabled: true, endpoint: true };
    await using kernel = await createKernel({
      ...quiet,
      config: { ...still, values: { recorder } },
    });
    kernel.bus.publish({ type: 'a' });
    const server = createServer(observabilityHandler(kernel)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = Object(server.address()) as { port: number };
    const response = await fetch(`http://127.0.0.1:${port}/debug/recorder`);
    expect(parseRecording(await response.text()).events).toMatchObject([{ event: { type: 'a' } }]);
    server.closeAllConnections();
    server.close();
  });
});
