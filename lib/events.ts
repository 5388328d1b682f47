/** What the kernel itself publishes on its bus. Flat JSON, `type` first. */
export type KernelEvent = HealthEvent | ConfigUpdatedEvent | ServiceCrashedEvent | ShutdownEvent;

/** A service became healthy or unhealthy. */
export interface HealthEvent {
  readonly type: 'kernel.health';
  readonly service: string;
  readonly ok: boolean;
}

/** A new config snapshot is in force. */
export interface ConfigUpdatedEvent {
  readonly type: 'kernel.config.updated';
  readonly version: number;
}

/** A service crashed; what supervision does about it follows. */
export interface ServiceCrashedEvent {
  readonly type: 'kernel.service.crashed';
  readonly service: string;
  /** Never empty. */
  readonly reason: string;
}

/** The kernel is about to stop its services. */
export interface ShutdownEvent {
  readonly type: 'kernel.shutdown';
  /** Never empty. */
  readonly reason: string;
}
