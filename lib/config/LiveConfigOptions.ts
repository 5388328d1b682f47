import type { AnyObjectSchema } from 'yup';
import type { ConfigSource } from './ConfigSource.js';
import type { ConfigTrigger } from './ConfigTrigger.js';

/** How a {@link LiveConfig} is put together. */
export interface LiveConfigOptions<S extends AnyObjectSchema> {
  /**
   * A yup object schema. Its defaults rank lowest; keys it doesn't name are refused. Mark its parts
   * with {@link duration}, {@link secret} and {@link restartRequired}.
   */
  readonly schema: S;
  /** Where values come from; later wins. */
  readonly sources: readonly ConfigSource[];
  /** What makes it reload, besides `reload()`. Default: nothing. */
  readonly reloadOn?: readonly ConfigTrigger[];
}
