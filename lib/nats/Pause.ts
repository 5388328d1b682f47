/** A wait that can be cut short. */
export class Pause {
  private wake: () => void = () => undefined;

  /** Resolves after `delay` milliseconds, or when it is cut. */
  async last(delay: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delay);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends the wait there is. */
  cut(): void {
    this.wake();
  }
}
