import fc from 'fast-check';
import { duration, envSource, flagSource, LiveConfig, objectSource, secret } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { array, boolean, number, object, string } from 'yup';
import { parseYaml } from '../../lib/config/sources/parseYaml.js';
import { rejectionOf } from './support.js';

const schema = object({
  port: number().integer().min(1).max(65_535).required(),
  wait: duration(number().default(1_000)),
  on: boolean().default(false),
  log: object({ level: string().oneOf(['debug', 'info']).default('info') }),
  hosts: array(string().required()).default([]),
  token: secret(string()),
});

/** What the schema says, said without it. */
function isValid(value: unknown): boolean {
  const { port, wait, on, log, hosts, token, ...rest } = value as Record<string, unknown>;
  const { level, ...logRest } = log as Record<string, unknown>;
  return (
    Object.keys({ ...rest, ...logRest }).length === 0 &&
    Number.isInteger(port) &&
    (port as number) >= 1 &&
    (port as number) <= 65_535 &&
    typeof wait === 'number' &&
    wait >= 0 &&
    wait < 2 ** 31 &&
    typeof on === 'boolean' &&
    (level === 'debug' || level === 'info') &&
    Array.isArray(hosts) &&
    hosts.every((host) => typeof host === 'string' && host !== '') &&
    (token === undefined || typeof token === 'string')
  );
}

const junk = fc.oneof(
  fc.anything({ maxDepth: 2, withDate: true, withNullPrototype: true, withBigInt: true }),
  fc.constantFrom('', 'info', '250ms', '1e400s', '-1s', '80', ' 80 ', 'NaN', '0x10', 'true', '***'),
  fc.constantFrom<unknown>(0, -0, 1, 80, 65_536, 1.5, NaN, Infinity, null, undefined, true, []),
);
const sane = {
  port: fc.integer({ min: 1, max: 65_535 }),
  wait: fc.constantFrom('1s', '250ms', 7),
  on: fc.boolean(),
  log: fc.record({ level: fc.constantFrom('debug', 'info') }),
  hosts: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
  token: fc.constant('hunter2'),
};
const mostly = (value: fc.Arbitrary<unknown>) =>
  fc.oneof({ arbitrary: value, weight: 15 }, { arbitrary: junk, weight: 1 });
/** All would be rejected, were there always something wrong somewhere. */
const mostlyNone = <T>(some: fc.Arbitrary<T>, none: T) =>
  fc.oneof({ arbitrary: fc.constant(none), weight: 3 }, { arbitrary: some, weight: 1 });

const key = fc.constantFrom('prot', 'extra', '__proto__', 'constructor', 'toString', 'a.b', '');
const values = fc
  .tuple(
    fc.record(
      {
        port: mostly(sane.port),
        wait: mostly(sane.wait),
        on: mostly(sane.on),
        log: mostly(sane.log),
        hosts: mostly(sane.hosts),
        token: mostly(sane.token),
      },
      { requiredKeys: ['port'] },
    ),
    mostlyNone<[string, unknown] | undefined>(fc.tuple(key, junk), undefined),
  )
  .map(([tree, stray]): Record<string, unknown> =>
    stray === undefined ? tree : Object.fromEntries([...Object.entries(tree), stray]),
  );
const word = fc.oneof(
  fc.constantFrom('80', 'debug', '5s', 'true', 'a,b', '', ' ', '-1', '1e3', '0b1'),
  fc.string({ maxLength: 6 }),
);
const variable = fc.constantFrom('APP_PORT', 'APP_WAIT', 'APP_ON', 'APP_LOG_LEVEL', 'APP_HOSTS');
const env = fc.dictionary(
  fc.oneof({ arbitrary: variable, weight: 8 }, fc.constant('APP_X')),
  word,
  {
    maxKeys: 2,
    noNullPrototype: true,
  },
);
const flag = fc
  .tuple(fc.constantFrom('port', 'wait', 'log.level', 'on', 'hosts', 'x', '__proto__.y'), word)
  .map(([name, text]) => `--${name}=${text}`);

describe('a config of anything', () => {
  it('opens with a value the schema allows, or is rejected with reasons and no secret', async () => {
    const counts = { opened: 0, rejected: 0 };
    const run = fc.asyncProperty(
      values,
      mostlyNone(env, {}),
      mostlyNone(fc.array(flag, { maxLength: 2 }), []),
      async (tree, variables, argv) => {
        const sources = [objectSource(tree), envSource('APP_', variables), flagSource(argv)];
        const opening = LiveConfig.open({ schema, sources });
        const config = await opening.catch(() => undefined);
        if (config === undefined) {
          const { issues, message } = await rejectionOf(opening);
          expect(issues.length).toBeGreaterThan(0);
          expect(message).not.toContain('hunter2');
          counts.rejected += 1;
        } else {
          expect(isValid(config.value)).toBe(true);
          expect(Object.isFrozen(config.value)).toBe(true);
          counts.opened += 1;
          await config.close();
        }
        expect(Object.keys(Object.prototype)).toEqual([]);
      },
    );
    await fc.assert(run, { seed: 20_261_123, numRuns: 1_000 });
    expect(counts.opened).toBeGreaterThan(50);
    expect(counts.rejected).toBeGreaterThan(50);
  });

  it('keeps a valid value in force whatever a reload brings', async () => {
    let next: Record<string, unknown> = { port: 1 };
    let reads = 0;
    const source = {
      name: 'any',
      read: () => {
        const layer = { kind: 'document', values: next } as const;
        return { fingerprint: String((reads += 1)), parse: () => layer };
      },
    };
    const config = await LiveConfig.open({ schema, sources: [source] });
    const run = fc.asyncProperty(values, async (tree) => {
      next = tree;
      const { version } = config.snapshot;
      const outcome = await config.reload();
      expect(isValid(config.value)).toBe(true);
      expect(outcome.version).toBe(version + (outcome.status === 'applied' ? 1 : 0));
      expect(JSON.stringify(outcome)).not.toContain('hunter2');
    });
    await fc.assert(run, { seed: 20_261_124, numRuns: 500 });
    expect(config.snapshot.version).toBeGreaterThan(10);
    await config.close();
  });

  it('of YAML’s own oddities is plain data', async () => {
    const tree = await parseYaml('file', 'a: &x {b: 1}\nc: *x\nd: 0o17\ne: ~\nf: no\n', 'YAML');
    expect(tree).toEqual({ a: { b: 1 }, c: { b: 1 }, d: 15, e: null, f: 'no' });
  });
});
