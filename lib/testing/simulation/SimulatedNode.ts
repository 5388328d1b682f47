import type { Subject } from 'rxjs';
import type { BusEvent, KernelService } from '../../Kernel.js';
import type { KernelNode } from '../../KernelNode.js';
import type { ChildState, RestartLimit } from '../../supervision/index.js';
import { checkReadiness } from './checkReadiness.js';
import { Generations } from './Generations.js';
import type { MemorySource } from './MemorySource.js';
import type { NodePlan } from './NodePlan.js';
import { Probes } from './Probes.js';
import { RestartWindows } from './RestartWindows.js';
import type { ServiceRun } from './ServiceRun.js';
import type { ServiceRuns } from './ServiceRuns.js';
import type { SimulatedProcess } from './SimulatedProcess.js';
import type { SimulatedServer } from './SimulatedServer.js';
import { Versions } from './Versions.js';

const AFTER_STOP = 'nothing starts after stop';
const FENCED = 'nobody hears who was given up on';
const STOPS = 'a stop comes to its end, in time and with nothing left';

/** What asks a simulated node's config to reload. */
export interface ReloadRequest {
  /** Whether what was rejected before is tried again. */
  readonly retry: boolean;
}

/** What a {@link SimulatedNode} is made of. */
export interface NodeParts extends NodePlan {
  readonly kernel: KernelNode;
  readonly process: SimulatedProcess;
  readonly server: SimulatedServer;
  readonly file: MemorySource;
  readonly reload$: Subject<ReloadRequest>;
  readonly runs: ServiceRuns;
}

/** A whole kernel with nothing real around it, and everything that watches it. */
export class SimulatedNode {
  readonly kernel: KernelNode;
  readonly services: readonly KernelService[];
  readonly probes: Probes;
  readonly versions: Versions;
  readonly windows: RestartWindows;
  /** What the health check of the simulation's own says. */
  verdict: 'passes' | 'fails' | 'hangs' = 'passes';
  stopping = false;
  private deadline = 0;
  /** Whether it has stopped, and nothing more will come of it. */
  over = false;
  private busOpen = true;
  private told = false;
  /** Services were told to end. */
  private shutDown = false;
  private readonly generations: Generations;

  constructor(readonly parts: NodeParts) {
    const { kernel, options, problems } = parts;
    this.kernel = kernel;
    this.services = options.services ?? [];
    this.generations = new Generations(problems);
    this.windows = new RestartWindows(
      problems,
      (service) => this.limitOf(service),
      (options.supervision?.strategy ?? 'one-for-one') === 'one-for-one',
    );
    this.versions = new Versions(kernel.config, problems);
    this.versions.watch();
    this.probes = new Probes(kernel.bus, problems);
    kernel.bus.subscribe({
      next: (event) => this.onEvent(event),
      error: () => undefined,
      complete: () => void (this.busOpen = false),
    });
    kernel.supervisor.changes$.subscribe({
      next: (state) => this.windows.changed(state),
      error: () => undefined,
    });
    kernel.supervisor.incidents$.subscribe({
      next: ({ type, child, generation }) => {
        if (type === 'leak') this.onLeak(child, generation);
      },
      error: () => undefined,
    });
    kernel.readiness$.subscribe({
      next: ({ ready }) => void (this.told = ready),
      error: () => undefined,
      complete: () => void (this.over = true),
    });
    kernel.health.check('simulation', () => this.examine(), { interval: 5_000, timeout: 700 });
  }

  /** Starts it. How that comes out shows. */
  start(): void {
    this.kernel.start().catch(() => undefined);
  }

  stateOf(service: string): ChildState | undefined {
    return this.kernel.supervisor.children.find(({ name }) => name === service);
  }

  onStart(run: ServiceRun, live: readonly ServiceRun[]): void {
    const { dice, problems, slowStarts } = this.parts;
    problems.expect(AFTER_STOP, !this.over && !this.shutDown, () => {
      return `${run.service} was started, generation ${run.generation}`;
    });
    this.generations.started(run, live, this.stateOf(run.service));
    if (dice.happens(slowStarts)) run.slow = dice.pick([20, 500, 8_000, Infinity]);
  }

  onStopping(): void {
    this.stopping = true;
    this.deadline = this.kernel.config.value.shutdown.deadline;
  }

  /** Looks at everything that is to hold at any time, and `atRest` at what holds once nothing is due. */
  check(atRest: boolean): void {
    const { kernel, generations, over, stopping, told, busOpen } = this;
    const { loop, problems, runs } = this.parts;
    const { children } = kernel.supervisor;
    this.probes.check(atRest);
    generations.check(runs, children, atRest);
    const begun = kernel.health.state.facts.started;
    checkReadiness(kernel, { begun, busOpen, stopping, told }, problems);
    if (!atRest) return;
    if (!over) this.versions.check();
    this.windows.check(children, loop.now, (service) => runs.running(service).length > 0);
  }

  /** Waits until a stop that has begun is over, and looks at what it leaves behind. */
  async finish(): Promise<void> {
    const { kernel } = this;
    const { loop, options, problems, process, reload$, runs, server } = this.parts;
    const stopped = kernel.stop();
    const { deadline } = this;
    const patient = options.services?.some(({ stopBy }) => stopBy === 'exit') ?? false;
    const done = await loop.finish(stopped, patient ? 3_600_000 : deadline + 2_000);
    problems.expect(STOPS, done, () => {
      const states = kernel.supervisor.children.map(({ name, state }) => `${name} ${state}`);
      return `it is still stopping after ${deadline} ms and two seconds: ${states.join()}`;
    });
    await loop.rest();
    this.check(true);
    await loop.pass(30_000);
    await loop.rest();
    const exit = process.expected((await kernel.stop()).clean);
    problems.expect(STOPS, exit === undefined || process.exited === exit, () => {
      return `the process ends with ${String(process.exited)} instead of ${String(exit)}`;
    });
    const left = {
      signals: process.eventNames().join(),
      server: server.observed === undefined && !server.watched ? '' : 'listening',
      config: reload$.observed ? 'triggers' : '',
      bus: kernel.bus.observed ? 'subscribers' : '',
      timers: runs.running().length === 0 && loop.waiting > 0 ? `${loop.waiting}` : '',
    };
    problems.expect(
      STOPS,
      Object.values(left).every((each) => each === ''),
      () => {
        return `it leaves behind ${JSON.stringify(left)}`;
      },
    );
  }

  private limitOf(service: string): RestartLimit | 'unlimited' {
    const { limit, cooldown } = this.services.find(({ name }) => name === service) ?? {};
    if (cooldown !== undefined) return 'unlimited';
    const { restartCap, restartWindow } = this.kernel.config.value.supervisor;
    return limit ?? { restarts: restartCap, within: restartWindow };
  }

  private onEvent(event: BusEvent): void {
    const { loop, problems, runs } = this.parts;
    this.probes.order.note(event);
    // Services have the event a macrotask before they are told to end.
    if (event.type === 'kernel.shutdown') loop.immediate(() => (this.shutDown = true));
    problems.expect(FENCED, !runs.isFenced(event), () => {
      return `${JSON.stringify(event)} came from a run that was over`;
    });
  }

  private onLeak(child: string, generation: number): void {
    for (const run of this.parts.runs.running(child)) {
      if (run.generation === generation) run.leaked = true;
    }
  }

  private examine(): boolean | Promise<boolean> {
    if (this.verdict === 'hangs') return new Promise(() => undefined);
    return this.verdict === 'passes';
  }
}
