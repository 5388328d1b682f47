import { isPlainObject } from '../../internal/isPlainObject.js';
import { textsOf } from '../data/textsOf.js';
import { placeOf, visitSchema, type SchemaPlace } from './visitSchema.js';

/**
 * What no message may contain: the text of every value that a schema marks as secret, and of all
 * that stands where a section with a secret in it should be, misspelt keys included.
 */
export function secretTexts(schema: unknown, tree: unknown): ReadonlySet<string> {
  const texts = new Set<string>();
  const hide = (value: unknown): void => {
    for (const text of textsOf(value)) texts.add(text);
  };
  visitSchema(placeOf(schema, tree), (place) => {
    if (place.marks['secret'] === true) hide(place.value);
    else if (holdsSecret(place)) strangers(place).forEach(hide);
  });
  return texts;
}

/** Whether a secret is, or belongs, at `place` or below it. */
export function holdsSecret({ marks, node, children }: SchemaPlace): boolean {
  if (marks['secret'] === true) return true;
  if (children.some(holdsSecret)) return true;
  const item = placeOf(node.innerType, undefined);
  return item !== undefined && holdsSecret(item);
}

/** What stands at a place for fields and isn't one. */
function strangers({ node, value }: SchemaPlace): unknown[] {
  const { fields } = node;
  if (!fields || !isPlainObject(value)) return Array.isArray(value) && !fields ? [] : [value];
  return Object.entries(value).flatMap(([key, child]) => (Object.hasOwn(fields, key) ? [] : child));
}
