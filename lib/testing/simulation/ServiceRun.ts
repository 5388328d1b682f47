/** One run of a service, as the simulation sees it from outside the kernel. */
export class ServiceRun {
  /** Whether nothing of it runs any more. */
  ended = false;
  /** Whether the kernel has told that it didn't end when asked to. */
  leaked = false;
  /** It emits nothing and shows no sign of life. */
  hanging = false;
  /** Milliseconds that it takes longer to end than it would by itself. */
  stubborn = 0;
  /** Milliseconds that it is ready later than it would be by itself. */
  slow = 0;
  /** Makes it fail or complete now, where the kind of service allows that. */
  interrupt: ((error?: Error) => void) | undefined;

  constructor(
    readonly service: string,
    readonly generation: number,
    private readonly onEnded: (run: ServiceRun) => void,
  ) {}

  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.interrupt = undefined;
    this.onEnded(this);
  }
}
