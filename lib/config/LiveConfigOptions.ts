import type { ConfigGuard } from './ConfigGuard.js';
import type { ConfigSchema } from './ConfigOf.js';
import type { ConfigSource } from './ConfigSource.js';
import type { ConfigTrigger } from './ConfigTrigger.js';

/** How a {@link LiveConfig} is put together. */
export interface LiveConfigOptions<S extends ConfigSchema> {
  /**
   * A yup object schema. Its defaults rank lowest; keys it doesn't name are refused. Mark its parts
   * with {@link duration}, {@link secret} and {@link restartRequired}.
   */
  readonly schema: S;
  /** Where values come from; later wins. */
  readonly sources: readonly ConfigSource[];
  /** What makes it reload, besides `reload()`. Default: nothing. */
  readonly reloadOn?: readonly ConfigTrigger[];
  /**
   * Rolls a change back if a service crashes soon after it: the value that was in force before
   * becomes a new version, and triggers leave the content alone that was rolled back; `reload()` and
   * signals try it again. Of changes in quick succession, all unproven ones are rolled back. Default:
   * no guard.
   */
  readonly guard?: ConfigGuard;
}
