/** What a kernel asks of the process it runs in. A simulation has one of its own. */
export interface HostProcess extends Pick<NodeJS.EventEmitter, 'on' | 'off'> {
  exitCode?: number | string | null | undefined;
  exit(code?: number): void;
}
