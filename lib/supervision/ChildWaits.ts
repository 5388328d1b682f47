import type { Child } from './Child.js';

/** How a wait came out: done, failed with an error, or not yet. */
export type WaitVerdict = 'done' | 'pending' | Error;

interface Wait {
  readonly judge: () => WaitVerdict;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Promises for what children are to become, asked again at each change of theirs. */
export class ChildWaits<Context extends object> {
  private readonly waits = new Map<Child<Context>, Wait[]>();

  /** Resolves or rejects once `judge` says so. */
  until(child: Child<Context>, judge: () => WaitVerdict): Promise<void> {
    return new Promise((resolve, reject) => {
      const wait = { judge, resolve, reject };
      if (this.settle(wait)) return;
      this.waits.set(child, [...(this.waits.get(child) ?? []), wait]);
    });
  }

  /** To be called when a child has changed. */
  changed(child: Child<Context>): void {
    const waits = this.waits.get(child);
    if (waits === undefined) return;
    const left = waits.filter((wait) => !this.settle(wait));
    if (left.length > 0) this.waits.set(child, left);
    else this.waits.delete(child);
  }

  private settle({ judge, resolve, reject }: Wait): boolean {
    const verdict = judge();
    if (verdict === 'pending') return false;
    if (verdict === 'done') resolve();
    else reject(verdict);
    return true;
  }
}
