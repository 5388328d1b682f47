import type { ConfigIssue } from '../../errors.js';
import { formatPath } from '../data/formatPath.js';
import { isPlainObject } from '../../internal/isPlainObject.js';
import { holdsSecret } from '../schema/secretTexts.js';
import { childPlace, placeOf, type SchemaPlace } from '../schema/visitSchema.js';
import { castLeaf } from './castLeaf.js';
import { describeValue } from './describeValue.js';
import { winnerAt, type SourceLayer } from './SourceLayer.js';
import { Unfit } from './Unfit.js';

/** The tree with every leaf as the schema wants it, and what couldn't be made so. */
export interface CastTree {
  readonly tree: unknown;
  readonly issues: readonly ConfigIssue[];
}

/**
 * Turns what sources can't express into what a snapshot holds, leaf by leaf: text from variables and
 * flags is cast by the schema, durations become milliseconds. All else stays as it is, for the
 * validation to judge.
 */
export function castLeaves(
  schema: unknown,
  tree: unknown,
  layers: readonly SourceLayer[],
): CastTree {
  const issues: ConfigIssue[] = [];
  const hasText = layers.some(({ kind, values }) => kind === 'text' && isFilled(values));

  const cast = (place: SchemaPlace, withinSecret: boolean): unknown => {
    const { value } = place;
    const isSecret = withinSecret || place.marks['secret'] === true;
    const castChild = (key: string, child: unknown): unknown => {
      const next = childPlace(place, key, child);
      return next && child !== undefined ? cast(next, isSecret) : child;
    };
    if (Array.isArray(value)) {
      return value.map((item: unknown, index) => castChild(String(index), item));
    }
    if (isPlainObject(value)) {
      const section: Record<string, unknown> = {};
      for (const key of Object.keys(value)) section[key] = castChild(key, value[key]);
      return section;
    }
    if (place.marks['duration'] !== true && !(hasText && typeof value === 'string')) return value;
    const { path } = place;
    const layer = winnerAt(layers, path);
    const result = castLeaf(place, layer?.kind ?? 'values');
    if (!(result instanceof Unfit)) return result;
    const key = formatPath(path);
    const got = isSecret || holdsSecret(place) ? '' : `, got ${describeValue(value)}`;
    issues.push({
      source: layer?.spell(path) ?? '',
      key,
      message: `${key} ${result.problem}${got}${result.fix}`,
    });
    return value;
  };

  const top = placeOf(schema, tree);
  return { tree: top ? cast(top, false) : tree, issues };
}

function isFilled(values: unknown): boolean {
  return isPlainObject(values) && Object.keys(values).length > 0;
}
