import type { ConfigIssue } from '../../errors.js';
import type { ConfigSource } from '../ConfigSource.js';
import { formatPath } from '../data/formatPath.js';
import { getIn } from '../data/getIn.js';
import { parseSchemaPath } from '../data/parseSchemaPath.js';
import type { KeyPath } from '../KeyPath.js';
import type { SchemaNode } from '../schema/SchemaNode.js';
import { secretTexts } from '../schema/secretTexts.js';
import { mustBe } from './castLeaf.js';
import { describeKind, describeValue } from './describeValue.js';
import { redactor } from './redactor.js';
import { howToSet, whereabouts, type SourceLayer } from './SourceLayer.js';

/** What yup's `ValidationError` says of one fault; the values it carries stay behind. */
interface Fault {
  readonly path?: string | undefined;
  readonly type?: string | undefined;
  readonly message: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly inner: readonly Fault[];
}

/** Everything that the schema, taken strictly, finds wrong with `tree`; no secret values in it. */
export async function validate(
  schema: SchemaNode,
  tree: unknown,
  layers: readonly SourceLayer[],
  sources: readonly ConfigSource[],
): Promise<ConfigIssue[]> {
  try {
    await schema.validate(tree, { strict: true, abortEarly: false });
    return [];
  } catch (error) {
    if (!isFault(error)) throw error;
    const redact = redactor(secretTexts(schema, tree));
    const faults = error.inner.length > 0 ? error.inner : [error];
    return faults.map((fault) => {
      const path = parseSchemaPath(fault.path ?? '');
      const message = messageOf(fault, path, getIn(tree, path), redact);
      const isMissing = getIn(tree, path) === undefined && path.length > 0;
      return {
        source: whereabouts(layers, path),
        key: formatPath(path),
        message: isMissing ? `${message}; ${howToSet(sources, path)}` : message,
      };
    });
  }
}

function isFault(error: unknown): error is Fault {
  return error instanceof Error && error.name === 'ValidationError' && 'inner' in error;
}

function messageOf(
  { type, message, params, path = '' }: Fault,
  keys: KeyPath,
  value: unknown,
  redact: (text: string) => string,
): string {
  const key = formatPath(keys);
  if (type === 'typeError') {
    const shown = describeValue(value);
    const got = redact(shown) === shown ? shown : describeKind(value);
    return `${key} ${mustBe(String(params?.['type']))}, got ${got}`;
  }
  const text = redact(message);
  if (path === '') return text;
  return text.startsWith(`${path} `) ? `${key}${text.slice(path.length)}` : `${key}: ${text}`;
}
