import type { ObservableInput } from 'rxjs';
import type { KernelContext, KernelService } from '../../Kernel.js';
import type { ChildState } from '../../supervision/index.js';
import { ServiceRun } from './ServiceRun.js';
import { tamper } from './tamper.js';

/** What the runs of a kernel's services are watched by. */
export interface RunsListener {
  /** The state of a service now, as its supervisor tells it. */
  readonly stateOf: (service: string) => ChildState | undefined;
  readonly onStart: (run: ServiceRun, live: readonly ServiceRun[]) => void;
}

const UP = ['starting', 'running', 'stopping'];

/** Every run of every service of a kernel that hasn't ended, and what none of them may have published. */
export class ServiceRuns {
  /** How many runs were started. */
  started = 0;
  private readonly live = new Set<ServiceRun>();
  private readonly heard = new WeakSet<object>();
  private readonly unheard = new WeakSet<object>();

  constructor(private readonly listener: RunsListener) {}

  /** The runs that haven't ended; those of `service` alone where it is given. */
  running(service?: string): ServiceRun[] {
    return [...this.live].filter((run) => service === undefined || run.service === service);
  }

  /** Whether this was only ever emitted by runs that nobody was to listen to any more. */
  isFenced(event: unknown): boolean {
    return typeof event === 'object' && event !== null && this.unheard.has(event);
  }

  /** The same service, watched and at the mercy of the simulation. */
  watched(service: KernelService): KernelService {
    const start: KernelService['start'] = (context) => {
      const state = this.listener.stateOf(service.name);
      const run = new ServiceRun(service.name, state?.generation ?? 0, () => this.live.delete(run));
      this.live.add(run);
      this.started += 1;
      this.listener.onStart(run, this.running(service.name));
      try {
        const source: ObservableInput<unknown> = service.start(this.handicapped(context, run));
        return tamper(source, run, (value) => this.emits(run, value)) as ReturnType<
          KernelService['start']
        >;
      } catch (error) {
        run.end();
        throw error;
      }
    };
    // What is an instance of a class stays one, since that is looked at.
    const alike = Object.create(Object.getPrototypeOf(service) as object | null) as object;
    return Object.assign(alike, service, { start });
  }

  /** The context, with a `heartbeat` and a `ready` that the simulation may hold back. */
  private handicapped(context: KernelContext, run: ServiceRun): KernelContext {
    return new Proxy(context, {
      get: (target, key) => {
        const given: unknown = Reflect.get(target, key);
        if (typeof given !== 'function') return given;
        const call = given as () => void;
        if (key === 'heartbeat') return () => (run.hanging ? undefined : call());
        if (key !== 'ready') return given;
        return () => {
          if (run.slow === 0) call();
          else if (run.slow < Infinity) setTimeout(call, run.slow);
        };
      },
    });
  }

  private emits(run: ServiceRun, value: unknown): boolean {
    if (run.hanging) return false;
    if (typeof value !== 'object' || value === null) return true;
    const state = this.listener.stateOf(run.service);
    const isUp = state?.generation === run.generation && UP.includes(state.state);
    if (isUp) this.heard.add(value);
    if (isUp) this.unheard.delete(value);
    else if (!this.heard.has(value)) this.unheard.add(value);
    return true;
  }
}
