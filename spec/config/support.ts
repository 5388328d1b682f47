import {
  ConfigRejectedError,
  type ConfigContent,
  type ConfigSource,
  type LiveConfig,
  type ReloadOutcome,
} from 'ron-kernel';
import { firstValueFrom } from 'rxjs';

/** What a config that must not open, or a rejected reload, has to say. */
export async function rejectionOf(opening: Promise<unknown>): Promise<ConfigRejectedError> {
  try {
    await opening;
  } catch (error) {
    if (error instanceof ConfigRejectedError) return error;
    throw error;
  }
  throw new Error('it was not rejected');
}

/** A source whose values a spec changes, and whose reads it can hold up. */
export class MutableSource implements ConfigSource {
  readonly name = 'mutable';
  /** How often it was read. */
  reads = 0;
  private gate: Promise<void> = Promise.resolve();

  constructor(public values: Readonly<Record<string, unknown>>) {}

  /** Holds up every read until the returned function is called. */
  hold(): () => void {
    let release = (): void => undefined;
    this.gate = new Promise((resolve) => (release = resolve));
    return release;
  }

  async read(): Promise<ConfigContent> {
    this.reads += 1;
    await this.gate;
    const { values } = this;
    return {
      fingerprint: JSON.stringify(values),
      parse: () => ({ kind: 'values', values }),
    };
  }
}

/** How the next reload ends, whoever asks for it. */
export function nextReload(config: LiveConfig<object>): Promise<ReloadOutcome> {
  return firstValueFrom(config.reloads$);
}
