import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chromium, noBrowser } from './Chromium.js';
import { patience, text } from './looking.js';
import { startNode, type RunningNode } from './startNode.js';

/** A node whose events, names and errors try to be markup; it says where it listens. */
const node = (address: string): string => `
  import { concatMapBounded, constant, createKernel, noJitter } from 'ron-kernel';
  import { interval, map, NEVER, Subject, throwError, timer, switchMap } from 'rxjs';
  const attack = '<img src="/x" onerror="window.hacked = true"><script>window.hacked = true</script>';
  const trigger$ = new Subject();
  const kernel = await createKernel({
    config: {
      reloadOn: [trigger$],
      env: {},
      values: {
        log: { level: 'error' },
        supervisor: { backoffBase: 10, backoffCap: 20, restartCap: 2 },
        observability: { enabled: true, page: true, address: '${address}' },
      },
    },
    services: [
      { name: 'readings', start: () => interval(20).pipe(map((n) => ({ type: 'reading', celsius: n }))) },
      { name: 'attacker', start: () => interval(100).pipe(map(() => ({ type: attack, text: attack }))) },
      { name: 'stuck', start: ({ bus }) => bus.pipe(concatMapBounded(() => NEVER, { name: 'stuck', capacity: 8 })) },
      { name: 'patient', critical: false, backoff: constant({ delay: 600_000, jitter: noJitter }), start: () => timer(1).pipe(switchMap(() => throwError(() => new Error('later')))) },
      { name: 'crasher', start: () => timer(1).pipe(switchMap(() => throwError(() => new Error(attack)))) },
    ],
  });
  await kernel.start();
  trigger$.error(new Error('no pager ' + attack));
  console.log('listening on ' + kernel.address + '.');
`;

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate<readonly Violation[]>(
    `${axe.source}; axe.run().then(({ violations }) => violations)`,
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join()).join()}`);
}

if (noBrowser !== '') process.stdout.write(`the page in a browser: ${noBrowser}\n`);

describe.skipIf(noBrowser !== '')('the page in a browser', { timeout: 60_000 }, () => {
  let chromium: Chromium;
  let running: RunningNode;

  beforeAll(async () => {
    chromium = await Chromium.launch();
    running = await startNode(node('127.0.0.1:0'));
  }, 60_000);

  afterAll(async () => {
    await chromium.close();
    running.program.kill('SIGKILL');
    await running.program.ended;
  });

  const url = (): string => `http://${running.address}/`;

  it('shows a node as it is, and goes on doing so, without a complaint', async () => {
    await using tab = await chromium.open(url());
    const { page, complaints } = tab;
    await text(page, '#connection', /^live$/);
    await text(page, '#services tr', /readings.*running/);
    await text(page, '#subscribers tr', /stuck.*100 % of 8loses events/);
    await text(page, '#config-version', /^version 1, unchanged since the start$/);
    await text(page, '#memory-figures', /resident\d+ MB/);
    await text(page, '#events li', /reading.*celsius/);
    expect(await page.locator('main canvas').count()).toBe(3);
    const published = async (): Promise<number> => {
      const note = await page.locator('#subscribers-note').textContent();
      return Number(/^[\d,]+/.exec(note ?? '')?.[0].replaceAll(',', ''));
    };
    const before = await published();
    await expect.poll(published, patience).toBeGreaterThan(before + 20);
    expect(complaints).toEqual([]);
  });

  it('shows a quarantine, and what it makes the node', async () => {
    await using tab = await chromium.open(url());
    const { page } = tab;
    await text(page, '#services tr', /crasher.*quarantined.*32$/);
    await text(page, '#readiness', /^not ready: crasher$/);
    expect(await page.title()).toBe('not ready: crasher · ron-kernel');
  });

  it('counts down to a restart', async () => {
    await using tab = await chromium.open(url());
    const { page } = tab;
    await text(page, '#services tr', /patientnot criticallater.*backoff.*restarts in \d min \d+ s/);
    const countdown = page.locator('.countdown', { hasText: 'restarts in' });
    const before = await countdown.textContent();
    await expect.poll(() => countdown.textContent(), patience).not.toBe(before);
  });

  it('takes what events, types and errors say for text', async () => {
    await using tab = await chromium.open(url());
    const { page, complaints } = tab;
    await text(page, '#events li', /<img src="\/x" onerror=/);
    await text(page, '#config-trouble', /no pager <img src="\/x" onerror=/);
    await text(page, '#services .error', /<script>window\.hacked = true<\/script>/);
    expect(await page.evaluate('window.hacked')).toBe(undefined);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('runs no script but its own, even if one got in', async () => {
    await using tab = await chromium.open(url());
    const { page } = tab;
    await page.evaluate(`
      const script = document.createElement('script');
      try { script.textContent = 'window.hacked = true'; document.body.append(script); } catch {}
    `);
    expect(await page.evaluate('window.hacked')).toBe(undefined);
  });

  it('says when as many look as may, and is live when one goes', async () => {
    const others = Array.from({ length: 8 }, () => new AbortController());
    for (const { signal } of others) await fetch(`${url()}page/events`, { signal });
    await using tab = await chromium.open(url());
    await text(tab.page, '#connection', /^too many are looking$/);
    others[0]?.abort();
    await text(tab.page, '#connection', /^live$/);
    for (const other of others) other.abort();
  });

  it('filters events, and pauses', async () => {
    await using tab = await chromium.open(url());
    const { page } = tab;
    await text(page, '#events li', /celsius/);
    await page.getByRole('searchbox').fill('CELSIUS');
    await expect
      .poll(() => page.locator('#events li', { hasText: 'onerror' }).count(), patience)
      .toBe(0);
    await page.getByRole('button', { name: 'pause' }).click();
    await text(page, '#tail-note', /, paused$/);
    const shown = (): Promise<string | null> => page.locator('#events').textContent();
    const before = await shown();
    const seen = await page.locator('#tail-note').textContent();
    await expect.poll(() => page.locator('#tail-note').textContent(), patience).not.toBe(seen);
    expect(await shown()).toBe(before);
    await page.getByRole('button', { name: 'resume' }).click();
    await expect.poll(shown, patience).not.toBe(before);
  });

  it.each([
    ['light', { colorScheme: 'light', viewport: { width: 1400, height: 900 } }],
    ['dark', { colorScheme: 'dark', viewport: { width: 1400, height: 900 } }],
    ['on a phone', { colorScheme: 'light', ...phone }],
    ['on a phone in the dark', { colorScheme: 'dark', ...phone }],
  ] as const)('can be used by everyone: %s', async (_, options) => {
    await using tab = await chromium.open(url(), options);
    const { page } = tab;
    await text(page, '#services tr', /crasher.*quarantined/);
    await text(page, '#events li', /celsius/);
    expect(await violations(page)).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
  });

  it('can be read on a phone in the dark: what is wrong is all on the screen, bright on dark', async () => {
    await using tab = await chromium.open(url(), { colorScheme: 'dark', ...phone });
    const { page } = tab;
    for (const [selector, pattern] of [
      ['#readiness', /^not ready: crasher$/],
      ['#connection', /^live$/],
      ['#services tr .pill', /^quarantined$/],
      ['#services .error', /onerror=/],
      ['#subscribers .loss', /^loses events/],
      ['#subscribers .dropped', /^[1-9]/],
      ['#config-trouble', /no pager/],
      ['#events .text', /celsius/],
    ] as const) {
      await text(page, selector, pattern);
      const box = await page.locator(selector, { hasText: pattern }).first().boundingBox();
      expect(box?.x, selector).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0), selector).toBeLessThanOrEqual(phone.viewport.width);
    }
    const brightness = (key: string): Promise<number> =>
      page.evaluate(`
        Math.max(...getComputedStyle(document.body).${key}.match(/\\d+/g).slice(0, 3).map(Number))
      `);
    expect(await brightness('backgroundColor')).toBeLessThan(64);
    expect(await brightness('color')).toBeGreaterThan(192);
  });

  it('says when it is stale, and comes back with the node', async () => {
    await using tab = await chromium.open(url());
    const { page } = tab;
    await text(page, '#connection', /^live$/);
    const before = await page.locator('#node').textContent();
    running.program.kill('SIGKILL');
    await running.program.ended;
    await text(page, '#connection', /^stale$/);
    await text(page, '#silence', /^nothing heard for \d/);
    running = await startNode(node(running.address));
    await text(page, '#connection', /^live$/);
    await expect.poll(() => page.locator('#node').textContent(), patience).not.toBe(before);
    await text(page, '#events li', /celsius/);
  });
});
