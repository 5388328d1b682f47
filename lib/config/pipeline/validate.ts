import type { ConfigIssue } from '../../errors.js';
import type { ConfigSource } from '../ConfigSource.js';
import { formatPath } from '../data/formatPath.js';
import { getIn } from '../data/getIn.js';
import { parseSchemaPath } from '../data/parseSchemaPath.js';
import type { KeyPath } from '../KeyPath.js';
import { formatDuration } from '../schema/formatDuration.js';
import type { SchemaNode } from '../schema/SchemaNode.js';
import { secretTexts } from '../schema/secretTexts.js';
import { placeAt } from '../schema/visitSchema.js';
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
    return worthTelling(error.inner).map((fault) => {
      const path = parseSchemaPath(fault.path ?? '');
      const isDuration = placeAt(schema, tree, path)?.marks['duration'] === true;
      const told = isDuration ? { ...fault, message: inUnits(fault) } : fault;
      const message = messageOf(told, path, getIn(tree, path), redact);
      const isMissing = getIn(tree, path) === undefined;
      return {
        source: whereabouts(layers, path),
        key: formatPath(path),
        message: isMissing ? `${message}; ${howToSet(sources, path)}` : message,
      };
    });
  }
}

function isFault(error: unknown): error is Fault {
  return error instanceof Error && error.name === 'ValidationError';
}

/** What is of the wrong type is also too small, too short or none of those allowed. */
function worthTelling(faults: readonly Fault[]): readonly Fault[] {
  const ofWrongType = new Set(faults.filter(isTypeError).map(({ path }) => path));
  return faults.filter((fault) => isTypeError(fault) || !ofWrongType.has(fault.path));
}

function isTypeError({ type }: Fault): boolean {
  return type === 'typeError';
}

/** A duration's bound is milliseconds to yup, and needs its unit where it is written. */
function inUnits({ message, params = {} }: Fault): string {
  const { min, max, more, less } = params;
  const bound = min ?? max ?? more ?? less;
  const end = ` ${String(bound)}`;
  return typeof bound === 'number' && message.endsWith(end)
    ? `${message.slice(0, -end.length)} ${formatDuration(bound)}`
    : message;
}

function messageOf(
  fault: Fault,
  keys: KeyPath,
  value: unknown,
  redact: (text: string) => string,
): string {
  const key = formatPath(keys);
  const { message, params, path = '' } = fault;
  if (isTypeError(fault)) {
    const shown = describeValue(value);
    const got = redact(shown) === shown ? shown : describeKind(value);
    return `${key} ${mustBe(String(params?.['type']))}, got ${got}`;
  }
  const text = redact(message);
  if (path === '') return text;
  return text.startsWith(`${path} `) ? `${key}${text.slice(path.length)}` : `${key}: ${text}`;
}
