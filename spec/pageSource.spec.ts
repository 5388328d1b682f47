import { NEVER } from 'rxjs';
import { concatMapBounded, createKernel, secret, type KernelContext } from 'ron-kernel';
import { describe, expect, it, vi } from 'vitest';
import { object, string } from 'yup';
import type { PageFrame } from '../lib/http/page/PageFrame.js';
import { quiet } from './kernel/quiet.js';

interface Reading {
  readonly type: 'reading';
  readonly celsius: number;
}

const stuck = {
  name: 'stuck',
  start: ({ bus }: KernelContext<Reading>) =>
    bus.pipe(concatMapBounded(() => NEVER, { name: 'reader', capacity: 1_024 })),
};

const config = (observability: object) => ({ env: {}, reloadOn: [], values: { observability } });

describe('the page of a kernel', () => {
  it('shows its services, its subscribers and its config, and listens only while it is open', async () => {
    await using kernel = await createKernel({
      ...quiet,
      config: config({ enabled: true, page: true }),
      services: [stuck],
    });
    await kernel.start();
    const names = (): string[] => kernel.bus.stats().subscribers.map(({ name }) => name);
    expect(names()).toEqual(['reader']);

    const closing = new AbortController();
    const { signal } = closing;
    const { body } = await fetch(`http://${kernel.address ?? ''}/page/events`, { signal });
    const decoder = new TextDecoder();
    const frames: PageFrame[] = [];
    let text = '';
    let published = false;
    for await (const chunk of body ?? new ReadableStream<Uint8Array>()) {
      const messages = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
      text = messages.pop() ?? '';
      for (const message of messages.filter((each) => each.startsWith('data: '))) {
        frames.push(JSON.parse(message.slice(6)) as PageFrame);
      }
      if (frames.length > 0 && !published) {
        published = true;
        for (let n = 0; n < 4; n++) kernel.bus.publish({ type: 'reading', celsius: n });
      }
      if ((frames.at(-1)?.events.seen ?? 0) > 0) break;
    }
    const last = frames.at(-1);
    expect(last?.readiness).toEqual({ ready: true, missing: [], degraded: [] });
    expect(last?.services.rows).toMatchObject([{ name: 'stuck', state: 'running', generation: 1 }]);
    expect(last?.bus.subscribers.rows).toMatchObject([
      { name: 'page', pending: 0, delivered: 4 },
      { name: 'reader', capacity: 1_024, pending: 4, dropped: 0 },
    ]);
    expect(last?.config.version).toBe(1);
    expect(last?.events.shown.map(({ type, text: shown }) => [type, shown])).toEqual(
      [0, 1, 2, 3].map((n) => ['reading', `{ celsius: ${String(n)} }`]),
    );

    closing.abort();
    await vi.waitFor(() => expect(names()).toEqual(['reader']), { timeout: 10_000 });
  });

  it('masks what the config keeps secret', async () => {
    const schema = object({ password: secret(string()) });
    const values = { observability: { enabled: true, page: true } };
    const env: Record<string, string> = { RONK_PASSWORD: 'hunter2' };
    await using kernel = await createKernel({
      ...quiet,
      config: { env, reloadOn: [], values, schema },
    });
    await kernel.start();
    env['RONK_PASSWORD'] = 'hunter3';
    expect((await kernel.config.reload()).status).toBe('applied');
    env['RONK_PASSWRD'] = 'hunter4';
    expect((await kernel.config.reload()).status).toBe('rejected');

    const closing = new AbortController();
    const { signal } = closing;
    const { body } = await fetch(`http://${kernel.address ?? ''}/page/events`, { signal });
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body ?? new ReadableStream<Uint8Array>()) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes('RONK_PASSWRD')) break;
    }
    expect(text).toContain('password');
    expect(text).not.toContain('hunter');
    closing.abort();
  });

  it('isn’t there unless the config asks for it', async () => {
    await using kernel = await createKernel({ ...quiet, config: config({ enabled: true }) });
    await kernel.start();
    expect((await fetch(`http://${kernel.address ?? ''}/`)).status).toBe(404);
  });
});
