import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createKernel, describeKernelConfig } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { demoSchema } from '../../playground/demoSchema.js';
import { DEMO_FLAGS, KERNEL_FLAGS } from '../../playground/flags.js';
import { helpText } from '../../playground/helpText.js';
import { quiet } from './quiet.js';

const flags = [...DEMO_FLAGS, ...KERNEL_FLAGS];
const file = fileURLToPath(new URL('../../playground/kernel.toml', import.meta.url));

async function configOf(sources: { readonly file?: string; readonly argv?: readonly string[] }) {
  await using kernel = await createKernel({
    config: { schema: demoSchema, env: {}, ...sources },
    logger: quiet,
  });
  return kernel.config.value;
}

function leaves(value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? leaves(inner, `${path}${key}.`)
      : `${path}${key}`,
  );
}

function at(node: unknown, name: string): unknown {
  return typeof node === 'object' && node !== null ? Reflect.get(node, name) : undefined;
}

describe('the flags', () => {
  it('are the keys of the config, each with the value that npm start runs with', async () => {
    const argv = flags.map(({ key, fallback }) => `--${key}=${fallback}`);
    const plain = await configOf({ file });
    const told = await configOf({ argv });

    expect(flags.map(({ key }) => key).toSorted()).toEqual(leaves(plain).toSorted());
    const { audit, ...rest } = told;
    const { audit: plainAudit, ...plainRest } = plain;
    expect(rest).toEqual(plainRest);
    // Its folder is the compiled demo's.
    expect({ ...plainAudit, file: `build/${basename(plainAudit.file)}` }).toEqual(audit);
  });

  it('are all in the help, which fits a terminal', () => {
    for (const { key, fallback } of flags) expect(helpText).toContain(`--${key}=${fallback} `);
    for (const line of helpText.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('say of a key what the JSON Schema says', async () => {
    const { properties } = await describeKernelConfig(demoSchema);
    const descriptions = flags.map(({ key }) =>
      key
        .split('.')
        .reduce((node: unknown, name) => at(at(node, 'properties') ?? node, name), properties),
    );
    expect(descriptions.map((node) => at(node, 'description'))).toEqual(
      flags.map(({ meaning }) => meaning),
    );
  });
});
