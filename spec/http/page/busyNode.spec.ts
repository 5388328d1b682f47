import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chromium, noBrowser } from './Chromium.js';
import { patience, text } from './looking.js';
import { startNode, type RunningNode } from './startNode.js';

/** A node that publishes 100,000 events a second, however late its timer, and now and then one of another type. */
const node = `
  import { createKernel } from 'ron-kernel';
  import { interval, map } from 'rxjs';
  const kernel = await createKernel({
    config: {
      reloadOn: [],
      env: {},
      values: { log: { level: 'error' }, observability: { enabled: true, page: true } },
    },
    services: [
      { name: 'rare', start: () => interval(500).pipe(map((n) => ({ type: 'rare', n }))) },
    ],
  });
  await kernel.start();
  const start = performance.now();
  let published = 0;
  setInterval(() => {
    const due = 100 * (performance.now() - start);
    while (published < due) kernel.bus.publish({ type: 'reading', celsius: published++ });
  }, 5);
  console.log('listening on ' + kernel.address + '.');
`;

/** Notes what the page gets, and since when it asked. */
const note = `
  const { EventSource } = window;
  window.noted = { since: performance.now(), now: 0, frames: [] };
  window.EventSource = class extends EventSource {
    constructor(url) {
      super(url);
      this.addEventListener('message', ({ data }) => {
        noted.now = performance.now();
        noted.frames.push(JSON.parse(data).events);
      });
    }
  };
`;

interface Noted {
  /** Both in milliseconds of the browser's clock: when the page was opened, and when it got the last frame. */
  readonly since: number;
  readonly now: number;
  readonly frames: readonly { readonly seen: number; readonly shown: readonly unknown[] }[];
}

if (noBrowser !== '') process.stdout.write(`a busy node's page in a browser: ${noBrowser}\n`);

describe.skipIf(noBrowser !== '')('the page of a node with 100,000 events a second', () => {
  let chromium: Chromium;
  let running: RunningNode;

  beforeAll(async () => {
    chromium = await Chromium.launch();
    running = await startNode(node);
  }, 60_000);

  afterAll(async () => {
    await chromium.close();
    running.program.kill('SIGKILL');
    await running.program.ended;
  });

  it('is updated at most ten times a second, with a sample, and its tail can be filtered all the while', async () => {
    await using tab = await chromium.open(`http://${running.address}/`, {}, note);
    const { page, complaints } = tab;
    const noted = (): Promise<Noted> => page.evaluate<Noted>('noted');
    await text(page, '#traffic-figures dd', /^(9\d(\.\d)?|1\d\d)K$/);
    // Whatever comes while it is filtered: the rare one is found among the many.
    await page.getByRole('searchbox').fill('rare');
    await expect
      .poll(() => page.locator('#events li', { hasText: 'reading' }).count(), patience)
      .toBe(0);
    const newest = async (): Promise<number> => {
      const event = await page.locator('#events li .text').first().textContent();
      return Number(/n: (\d+)/.exec(event ?? '')?.[1]);
    };
    const before = await newest();
    await expect.poll(newest, patience).toBeGreaterThan(before);

    const lookedFor = async (): Promise<number> => {
      const { since, now } = await noted();
      return now - since;
    };
    await expect.poll(lookedFor, patience).toBeGreaterThan(5_000);
    const updates = async (): Promise<number> => (await noted()).frames.length;
    await expect.poll(updates, patience).toBeGreaterThan(10);

    const { since, now, frames } = await noted();
    expect(frames.length).toBeLessThanOrEqual((10 * (now - since)) / 1_000 + 1);
    expect(Math.max(...frames.map(({ seen }) => seen))).toBeGreaterThan(10_000);
    expect(Math.max(...frames.map(({ shown }) => shown.length))).toBeLessThanOrEqual(60);
    await text(page, '#connection', /^live$/);
    await text(page, '#subscribers-note', /, 0 dropped$/);
    expect(complaints).toEqual([]);
  });
});
