import { NEVER, type Observable } from 'rxjs';
import type { InferType } from 'yup';
import type { KernelConfigGuard, ServiceCrash } from './ConfigGuard.js';
import type { ConfigSource } from './ConfigSource.js';
import type { ConfigTrigger } from './ConfigTrigger.js';
import { joinSchemas } from './joinSchemas.js';
import type { ConfigSchema, KernelSchema } from './ConfigOf.js';
import type { KernelConfig } from './KernelConfig.js';
import { kernelSchema } from './kernelSchema.js';
import { LiveConfig } from './LiveConfig.js';
import { envSource, type Environment } from './sources/envSource.js';
import { fileSource } from './sources/fileSource.js';
import { flagSource } from './sources/flagSource.js';
import { objectSource } from './sources/objectSource.js';
import { onFileChange } from './triggers/onFileChange.js';
import { onSignal } from './triggers/onSignal.js';

/**
 * Where a kernel's config comes from: flags win over the environment, it over `sources`, they over the
 * file, it over `values`.
 */
export interface KernelConfigOptions<S extends ConfigSchema = ConfigSchema> {
  /** A TOML, YAML or JSON file. Default: none. */
  readonly file?: string;
  /** A yup object schema with keys beside the kernel's. Default: no further keys. */
  readonly schema?: S;
  /** Values from code; durations may be strings or milliseconds. Default: none. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Further sources, of your own or this library's; later ones win. Default: none. */
  readonly sources?: readonly ConfigSource[];
  /** Where `RONK_…` variables are looked up. Default: `process.env`. */
  readonly env?: Environment;
  /** Flags such as `--log.level=debug`. Default: none. */
  readonly argv?: readonly string[];
  /** What makes it reload, besides `reload()`. Default: `SIGHUP`, and a change of `file`. */
  readonly reloadOn?: readonly ConfigTrigger[];
  /** A critical service whose crash soon after a change rolls it back. Default: no guard. */
  readonly guard?: KernelConfigGuard;
}

/**
 * Opens the config of a kernel.
 *
 * @param crashes$ the crashes of its services, for the guard
 * @throws ConfigRejectedError when it isn't valid
 * @throws OptionTypeError when an option isn't what it should be, or `schema` has a key of the kernel's
 */
export async function openKernelConfig<S extends ConfigSchema = KernelSchema>(
  options: KernelConfigOptions<S> = {},
  crashes$: Observable<ServiceCrash> = NEVER,
): Promise<LiveConfig<KernelConfig & InferType<S>>> {
  const { file, schema, values, sources = [], env, argv, guard } = options;
  const watched = file === undefined ? [] : [onFileChange(file)];
  const config: unknown = await LiveConfig.open({
    schema: schema === undefined ? kernelSchema : joinSchemas(kernelSchema, schema),
    sources: [
      ...(values === undefined ? [] : [objectSource(values, { name: 'values' })]),
      ...(file === undefined ? [] : [fileSource(file)]),
      ...sources,
      envSource('RONK_', env),
      ...(argv === undefined ? [] : [flagSource(argv)]),
    ],
    reloadOn: options.reloadOn ?? [onSignal('SIGHUP'), ...watched],
    ...(guard === undefined ? {} : { guard: { ...guard, crashes$ } }),
  });
  // What a joined schema infers is beyond yup's types, and known here.
  return config as LiveConfig<KernelConfig & InferType<S>>;
}
