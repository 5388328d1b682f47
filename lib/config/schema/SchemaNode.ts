/** What the pipeline reads of a yup schema, whichever copy of yup it comes from. */
export interface SchemaNode {
  readonly type: string;
  readonly spec: {
    readonly meta?: Readonly<Record<PropertyKey, unknown>> | undefined;
    readonly types?: unknown;
    readonly label?: string | undefined;
    readonly optional?: boolean;
    readonly nullable?: boolean;
  };
  /** The fields that its conditions look at. */
  readonly deps?: readonly string[];
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly innerType?: unknown;
  resolve(options: { readonly value: unknown; readonly parent: unknown }): SchemaNode;
  cast(value: unknown, options: { readonly assert: false }): unknown;
  isType(value: unknown): boolean;
  getDefault(): unknown;
  describe(): SchemaSummary;
  validate(
    value: unknown,
    options: { readonly strict: true; readonly abortEarly: false },
  ): Promise<unknown>;
}

/** What yup says of a schema by itself. */
interface SchemaSummary {
  readonly oneOf?: readonly unknown[];
  readonly notOneOf?: readonly unknown[];
  readonly tests?: readonly SchemaTest[];
}

/** A test of a schema, by yup's name for it. */
export interface SchemaTest {
  readonly name?: string | undefined;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** Whether `value` is a yup schema; an object's field may also be a reference, which isn't. */
export function isSchemaNode(value: unknown): value is SchemaNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    '__isYupSchema__' in value &&
    value.__isYupSchema__ === true
  );
}
