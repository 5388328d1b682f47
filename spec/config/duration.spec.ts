import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duration, envSource, fileSource, flagSource, LiveConfig, objectSource } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { array, number, object } from 'yup';
import { rejectionOf } from './support.js';

const schema = object({
  wait: duration(number().default(1_000)),
  waits: array(duration(number().required())),
});

async function waitOf(text: string): Promise<number> {
  const config = await LiveConfig.open({ schema, sources: [flagSource([`--wait=${text}`])] });
  await config.close();
  return config.value.wait;
}

describe('duration', () => {
  it.each([
    ['0s', 0],
    ['250ms', 250],
    ['0.5ms', 0.5],
    ['1.5s', 1_500],
    ['30s', 30_000],
    [' 5 minutes ', 300_000],
    ['1h', 3_600_000],
    ['24d', 2_073_600_000],
    ['2147483647ms', 2 ** 31 - 1],
  ])('reads %j as %d ms', async (text, milliseconds) => {
    expect(await waitOf(text)).toBe(milliseconds);
  });

  it.each([
    ['', 'is no duration'],
    ['soon', 'is no duration'],
    ['1e3s', 'is no duration'],
    ['ms', 'is no duration'],
    [`${'9'.repeat(200)}s`, 'is no duration'],
    ['5m30', 'is no duration'],
    ['100', 'has no unit'],
    ['-5', 'has no unit'],
    ['0', 'has no unit'],
    ['-1s', "can't be a duration below zero"],
    ['2147483648ms', "can't be longer than a timer can wait, 2147483647ms (24.8 days)"],
    ['1y', "can't be longer than a timer can wait, 2147483647ms (24.8 days)"],
  ])('refuses %j: it %s', async (text, problem) => {
    const { issues } = await rejectionOf(waitOf(text));
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ source: '--wait', key: 'wait' });
    expect(issues[0]?.message).toContain(`wait ${problem}, got '`);
  });

  it('is a string in a file, where a bare number would have no unit', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ron-kernel-'));
    const file = join(folder, 'app.toml');
    await writeFile(file, 'wait = "2s"\nwaits = ["1s", "2s"]\n');
    const config = await LiveConfig.open({ schema, sources: [fileSource(file)] });
    expect(config.value).toEqual({ wait: 2_000, waits: [1_000, 2_000] });
    await config.close();
    await writeFile(file, 'wait = 2000\n');
    const error = await rejectionOf(LiveConfig.open({ schema, sources: [fileSource(file)] }));
    expect(error.message).toBe(
      `config rejected: ${file}: wait has no unit, got 2000: ` +
        "write a number and a unit, such as '250ms', '30s' or '5m'",
    );
    await rm(folder, { recursive: true });
  });

  it('is a string or milliseconds in values from code, and milliseconds in a default', async () => {
    const config = await LiveConfig.open({
      schema,
      sources: [objectSource({ waits: ['1s', 2_000] })],
    });
    expect(config.value).toEqual({ wait: 1_000, waits: [1_000, 2_000] });
    await config.close();
    for (const wait of [-1, 2 ** 31, NaN]) {
      await rejectionOf(LiveConfig.open({ schema, sources: [objectSource({ wait })] }));
    }
  });

  it('is a list with commas in a variable', async () => {
    const config = await LiveConfig.open({
      schema,
      sources: [envSource('APP_', { APP_WAITS: '1s, 250ms' })],
    });
    expect(config.value.waits).toEqual([1_000, 250]);
    await config.close();
  });

  it('may be limited further by its schema', async () => {
    const error = await rejectionOf(
      LiveConfig.open({
        schema: object({ wait: duration(number().max(1_000, 'wait must be at most 1s')) }),
        sources: [objectSource({ wait: '2s' })],
      }),
    );
    expect(error.message).toBe('config rejected: object: wait must be at most 1s');
  });

  it.each([
    ['5ms', 'wait must be greater than or equal to 10ms'],
    ['2h', 'wait must be less than or equal to 90s'],
    ['30s', 'wait must be less than 30s'],
  ])('has limits that can be written as they are told: %s', async (wait, message) => {
    const limited = number().min(10).max(90_000);
    const error = await rejectionOf(
      LiveConfig.open({
        schema: object({ wait: duration(wait === '30s' ? limited.lessThan(30_000) : limited) }),
        sources: [objectSource({ wait })],
      }),
    );
    expect(error.message).toBe(`config rejected: object: ${message}`);
  });

  it('has its limits told in a list, too, and other numbers as they are', async () => {
    const error = await rejectionOf(
      LiveConfig.open({
        schema: object({ waits: array(duration(number().min(1_000))), count: number().min(1_000) }),
        sources: [objectSource({ waits: ['1s', '1ms'], count: 1 })],
      }),
    );
    expect(error.issues.map(({ message }) => message)).toEqual([
      'waits.1 must be greater than or equal to 1s',
      'count must be greater than or equal to 1000',
    ]);
  });

  it('may be null where its schema lets it', async () => {
    const config = await LiveConfig.open({
      schema: object({ wait: duration(number().nullable()) }),
      sources: [objectSource({ wait: null })],
    });
    expect(config.value.wait).toBeNull();
    await config.close();
  });

  it('is refused when it is neither', async () => {
    const error = await rejectionOf(
      LiveConfig.open({ schema, sources: [objectSource({ wait: true })] }),
    );
    expect(error.message).toContain('wait is no duration, got true');
  });
});
