import type { ConfigLayer } from '../ConfigSource.js';
import { placeOf, type SchemaPlace } from '../schema/visitSchema.js';
import { checkDuration, parseDuration } from './parseDuration.js';
import { Unfit } from './Unfit.js';

const ARTICLES: Readonly<Record<string, string>> = { object: 'an', array: 'an' };

/** The value at a leaf as the schema wants it, or why it can't be; from a layer of the given kind. */
export function castLeaf({ node, marks, value }: SchemaPlace, kind: ConfigLayer['kind']): unknown {
  if (marks['duration'] === true) return castDuration(value, kind);
  if (kind !== 'text' || typeof value !== 'string') return value;
  if (node.type === 'array') return castList(node.innerType, value);
  if (node.type === 'object' || node.type === 'tuple') {
    return new Unfit("can't be given as text", ': set it in a file');
  }
  const cast = node.cast(value, { assert: false });
  return node.isType(cast) ? cast : new Unfit(mustBe(node.type));
}

/** `must be a number` */
export function mustBe(type: string): string {
  return `must be ${ARTICLES[type] ?? 'a'} ${type}`;
}

function castDuration(value: unknown, kind: ConfigLayer['kind']): unknown {
  if (value === null) return value;
  return typeof value === 'number' && kind === 'values'
    ? checkDuration(value)
    : parseDuration(value);
}

/** `'a, b'` is `['a', 'b']`, each cast by the schema of the items. */
function castList(itemSchema: unknown, text: string): unknown {
  const items = text.trim() === '' ? [] : text.split(',').map((item) => item.trim());
  const cast = items.map((value) => {
    const place = placeOf(itemSchema, value);
    return place ? castLeaf(place, 'text') : value;
  });
  return cast.find((item) => item instanceof Unfit) ?? cast;
}
