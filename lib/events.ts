/** What the kernel itself publishes on its bus. Flat JSON, `type` first. */
export type KernelEvent = HealthEvent | ConfigUpdatedEvent | ServiceCrashedEvent | ShutdownEvent;

/** A service became healthy or unhealthy. */
export interface HealthEvent {
  /** What tells this event from the others. */
  readonly type: 'kernel.health';
  /** The service's name. */
  readonly service: string;
  /** Whether it is healthy now. */
  readonly ok: boolean;
}

/** A new config snapshot is in force. */
export interface ConfigUpdatedEvent {
  /** What tells this event from the others. */
  readonly type: 'kernel.config.updated';
  /** The snapshot's version. */
  readonly version: number;
}

/** A service crashed; what supervision does about it follows. */
export interface ServiceCrashedEvent {
  /** What tells this event from the others. */
  readonly type: 'kernel.service.crashed';
  /** The service's name. */
  readonly service: string;
  /** What it died of; never empty. */
  readonly reason: string;
}

/** The kernel is about to stop its services. */
export interface ShutdownEvent {
  /** What tells this event from the others. */
  readonly type: 'kernel.shutdown';
  /** Why; never empty. */
  readonly reason: string;
}
