import type { ConfigSchema } from './ConfigOf.js';
import { describeConfig, type JsonSchema } from './schema/describeConfig.js';

/**
 * The JSON Schema of a kernel's config file: the kernel's own keys and those of your schema beside
 * them, as {@link describeConfig} has it.
 *
 * @param schema a yup object schema with keys beside the kernel's; default: no further keys
 * @returns plain data, to be printed with `JSON.stringify`
 * @throws OptionTypeError when `schema` is no yup object schema, or has a key of the kernel's
 *
 * @example
 * ```ts
 * import { describeKernelConfig } from 'ron-kernel';
 *
 * console.log(JSON.stringify(await describeKernelConfig(), undefined, 2));
 * ```
 */
export async function describeKernelConfig(schema?: ConfigSchema): Promise<JsonSchema> {
  const [{ joinSchemas }, { kernelSchema }] = await Promise.all([
    import('./joinSchemas.js'),
    import('./kernelSchema.js'),
  ]);
  return describeConfig(schema === undefined ? kernelSchema : joinSchemas(kernelSchema, schema));
}
