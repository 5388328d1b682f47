/* What the README lists is what there is: every key of a node's config, every metric that it exports. */
import ms, { type StringValue } from 'ms';
import { describeKernelConfig } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { read } from '../docs/pages.js';
import { tokensOf } from '../docs/readPage.js';
import { scrapedNode } from '../playground/monitoring/scrapedNode.js';
import { proseOf } from './claims.js';

interface Key {
  readonly default: unknown;
  readonly 'x-restartRequired'?: boolean;
}
interface Schema {
  readonly properties: Readonly<
    Record<string, { readonly properties: Readonly<Record<string, Key>> }>
  >;
}

const readme = read('README.md');

/** A default as it is compared: `1m` is `60s`. */
const plain = (value: string): string =>
  /^\d+(ms|s|m|h)$/.test(value) ? `${ms(value as StringValue)} ms` : value;

/** The rows of the table whose first header is this, by their cells. */
function tableOf(header: string): string[][] {
  const tokens = tokensOf(readme);
  const head = tokens.findIndex(({ type, content }) => type === 'inline' && content === header);
  const end = tokens.findIndex(({ type }, at) => at > head && type === 'table_close');
  const rows: string[][] = [];
  tokens.slice(head, end).forEach((token, at, all) => {
    if (token.type === 'tr_open') rows.push([]);
    else if (all[at - 1]?.type === 'td_open') rows.at(-1)?.push(proseOf(token));
  });
  return rows.filter((row) => row.length > 0);
}

describe('the README', () => {
  it('lists every key of a kernel, with its default and whether it needs a restart', async () => {
    const schema = (await describeKernelConfig()) as unknown as Schema;
    const keys = Object.entries(schema.properties).flatMap(([section, { properties }]) =>
      Object.entries(properties).map(([name, key]) => {
        const none = key.default === '' || (Array.isArray(key.default) && key.default.length === 0);
        const value = none ? 'none' : plain(String(key.default));
        return [`${section}.${name}`, value, key['x-restartRequired'] === true];
      }),
    );
    const listed = tableOf('key').flatMap(([names = '', defaults = '', meaning = '']) => {
      const [first = '', ...others] = names.replaceAll('`', '').split(', ');
      const section = first.replace(/\.\w+$/, '');
      const values = defaults.replaceAll('`', '').split(', ').map(plain);
      return [first, ...others.map((name) => name.replace(/^(\w+)?\./, `${section}.`))].map(
        (name, at) => [name, values[at], meaning.includes('restart required')],
      );
    });
    expect(listed.sort()).toEqual(keys.sort());
  });

  it('names every metric of the kernel, with its labels', async () => {
    const node = await scrapedNode();
    const exported = [...node].flatMap(([name, { samples }]) => {
      if (/^(nodejs|process)_|^planted_/.test(name)) return [];
      const labels = new Set(samples.flatMap((sample) => [...sample.labels.keys()]));
      labels.delete('le');
      return [labels.size === 0 ? name : `${name}{${[...labels].join()}}`];
    });
    const sentence = /\n`\/metrics` is Prometheus text[^]*?Node's own\./.exec(readme)?.[0] ?? '';
    const named = Array.from(sentence.matchAll(/`([a-z_]+(?:\{[a-z,]+\})?)`/g), ([, name]) => name);
    expect(named.sort()).toEqual(exported.sort());
  });
});
