import { Subject } from 'rxjs';
import type { CrashIncident, KernelService } from 'ron-kernel';

/** What one child went through. */
export interface Life {
  crashes: number;
  /** When it crashed last, as `performance.now()` counts. */
  crashedAt: number;
  /** How many milliseconds the supervisor meant to wait, a crash after the other. */
  readonly delays: number[];
  /** When it was restarted, as `performance.now()` counts. */
  readonly restarts: number[];
  run: Subject<never> | undefined;
}

/** Who is told what becomes of children. */
export interface CrashersEvents {
  /** A child was started. */
  readonly onUp: (child: number) => void;
  /** It was a restart, and so many milliseconds later than the supervisor meant it to be. */
  readonly onRestart: (late: number) => void;
}

/** Children that crash when they are told, and what becomes of each. */
export class Crashers {
  readonly services: readonly KernelService[];
  readonly lives: readonly Life[];

  constructor(
    count: number,
    private readonly events: CrashersEvents,
  ) {
    this.lives = Array.from({ length: count }, () => ({
      crashes: 0,
      crashedAt: NaN,
      delays: [],
      restarts: [],
      run: undefined,
    }));
    this.services = this.lives.map((life, child) => ({
      name: String(child),
      start: () => this.start(life, child),
    }));
  }

  get crashes(): number {
    return this.lives.reduce((sum, { crashes }) => sum + crashes, 0);
  }

  get restarts(): number {
    return this.lives.reduce((sum, { restarts }) => sum + restarts.length, 0);
  }

  /** Crashes one that is up. */
  crash(child: number): void {
    const life = this.lives[child];
    if (life?.run === undefined) throw new Error(`child ${child} is not up`);
    const { run } = life;
    life.run = undefined;
    life.crashes += 1;
    life.crashedAt = performance.now();
    run.error(new Error('crashed on purpose'));
  }

  /** Notes what the supervisor does about a crash. */
  note({ child, delay }: CrashIncident): void {
    if (delay !== undefined) this.lives[Number(child)]?.delays.push(delay);
  }

  private start(life: Life, child: number): Subject<never> {
    const run = (life.run = new Subject<never>());
    if (life.crashes > 0) {
      const now = performance.now();
      life.restarts.push(now);
      this.events.onRestart(now - life.crashedAt - (life.delays.at(-1) ?? NaN));
    }
    this.events.onUp(child);
    return run;
  }
}
