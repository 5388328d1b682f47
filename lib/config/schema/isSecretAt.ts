import { getIn } from '../data/getIn.js';
import { own } from '../data/own.js';
import type { KeyPath } from '../KeyPath.js';
import { holdsSecret } from './secretTexts.js';
import { childPlace, placeOf } from './visitSchema.js';

/** Whether what stands at `path` is secret; nothing when neither schema nor config has such a key. */
export function isSecretAt(schema: unknown, config: unknown, path: KeyPath): boolean | undefined {
  let place = placeOf(schema, config);
  let secret = false;
  for (const key of path) {
    secret ||= place?.marks['secret'] === true;
    place &&= childPlace(place, key, own(place.value, key));
  }
  if (place) return secret || holdsSecret(place);
  return getIn(config, path) === undefined ? undefined : secret;
}
