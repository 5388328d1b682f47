import type { Observable } from 'rxjs';

/** Whom to watch after a change of the config, and for how long. */
export interface KernelConfigGuard {
  /** The name of a critical service. */
  readonly service: string;
  /** Milliseconds after a change within which a crash of it rolls the change back; from 1. */
  readonly for: number;
}

/** The same, and how crashes come to be known: `bus.pipe(ofType('kernel.service.crashed'))`, say. */
export interface ConfigGuard extends KernelConfigGuard {
  /** The crashes of any services. */
  readonly crashes$: Observable<ServiceCrash>;
}

/** A service has crashed. */
export interface ServiceCrash {
  /** Its name. */
  readonly service: string;
  /** Why, in words. */
  readonly reason: string;
}
