/** What the pipeline reads of a yup schema, whichever copy of yup it comes from. */
export interface SchemaNode {
  readonly type: string;
  readonly spec: {
    readonly meta?: Readonly<Record<PropertyKey, unknown>> | undefined;
    readonly types?: unknown;
  };
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly innerType?: unknown;
  resolve(options: { readonly value: unknown; readonly parent: unknown }): SchemaNode;
  cast(value: unknown, options: { readonly assert: false }): unknown;
  isType(value: unknown): boolean;
  getDefault(): unknown;
  validate(
    value: unknown,
    options: { readonly strict: true; readonly abortEarly: false },
  ): Promise<unknown>;
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
