import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKernel } from 'ron-kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoSchema } from '../../playground/demoSchema.js';
import { audit } from '../../playground/services/audit.js';
import { quiet } from './quiet.js';

describe('audit', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'audit-'))));
  afterEach(() => rm(folder, { recursive: true }));

  const start = async (values: { file?: string; capacity?: number; delay?: number } = {}) => {
    const file = values.file ?? join(folder, 'sub', 'audit.jsonl');
    const kernel = await createKernel({
      config: { schema: demoSchema, env: {}, values: { audit: { delay: 0, ...values, file } } },
      services: [audit],
      logger: quiet,
      signals: false,
    });
    await kernel.start();
    const lines = async () => {
      const text = await readFile(file, 'utf8');
      return text
        .split('\n')
        .slice(0, -1)
        .map((line): unknown => JSON.parse(line));
    };
    const publish = (count: number) => {
      for (let lines = 0; lines < count; lines++)
        kernel.bus.publish({ type: 'statsd.bad-lines', lines });
    };
    return { kernel, lines, publish };
  };
  const numbers = (lines: readonly unknown[]) =>
    lines.flatMap((line) =>
      typeof line === 'object' && line !== null && 'lines' in line ? [line.lines] : [],
    );

  it('has written every event, in order and once, when it has stopped', async () => {
    const { kernel, lines, publish } = await start({ capacity: 2_000, delay: 5 });
    publish(1_000);
    expect((await kernel.stop()).clean).toBe(true);
    expect(numbers(await lines())).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
    expect(await lines()).toContainEqual({ type: 'kernel.shutdown', reason: 'stop() was called' });
  });

  it('keeps the newest of what is too much for it, and the bus counts the rest', async () => {
    const { kernel, lines, publish } = await start({ capacity: 16, delay: 5 });
    const dropped: number[] = [];
    kernel.bus.lag$.subscribe((notice) => {
      if (notice.subscriber === 'audit') dropped.push(notice.dropped);
    });
    publish(500);
    await kernel.stop();
    const written = numbers(await lines());
    const lost = dropped.reduce((sum, count) => sum + count, 0);
    expect(lost).toBeGreaterThan(0);
    expect(written).toHaveLength(500 - lost);
    expect(written.at(-1)).toBe(499);
    expect(written).toEqual(written.toSorted((a, b) => Number(a) - Number(b)));
  });

  it('appends to what a run before it wrote', async () => {
    const first = await start();
    first.publish(3);
    await first.kernel.stop();
    const second = await start();
    second.publish(2);
    await second.kernel.stop();
    expect(numbers(await second.lines())).toEqual([0, 1, 2, 0, 1]);
  });

  it('begins on a line of its own where a run before it ended in the middle of one', async () => {
    const file = join(folder, 'audit.jsonl');
    await writeFile(file, '{"type":"kernel.he');
    const { kernel, publish } = await start({ file });
    publish(1);
    await kernel.stop();
    const [torn, first = ''] = (await readFile(file, 'utf8')).split('\n');
    expect(torn).toBe('{"type":"kernel.he');
    expect(JSON.parse(first)).toMatchObject({ type: expect.any(String) as unknown });
  });

  it('says so at the start when it cannot have its file', async () => {
    await expect(start({ file: folder })).rejects.toThrow(
      /'audit' failed to start: EISDIR.*audit-/,
    );
  });
});
