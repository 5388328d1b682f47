import { onFileChange, onSignal, type ConfigTrigger } from 'ron-kernel';

/** What a config is reloaded by. */
export const TRIGGERS = ['file', 'SIGHUP', 'event'] as const;

/** The event that asks for a reload. */
export interface ConfigChanged {
  readonly type: 'config.changed';
}

/** How a change is made known. */
export interface Trigger {
  /** What the kernel reloads on. */
  readonly reloadOn: readonly ConfigTrigger[];
  /** Does the rest once the file is changed; told how to publish that it is. */
  readonly pull: (publish: () => void) => void;
}

/** A file is watched; a signal is sent; an event is published that a subscriber reloads at. */
export function triggerOf(name: (typeof TRIGGERS)[number], file: string): Trigger {
  switch (name) {
    case 'file':
      return { reloadOn: [onFileChange(file)], pull: () => undefined };
    case 'SIGHUP':
      return {
        reloadOn: [onSignal('SIGHUP')],
        pull: () => void process.kill(process.pid, 'SIGHUP'),
      };
    case 'event':
      return { reloadOn: [], pull: (publish) => publish() };
  }
}
