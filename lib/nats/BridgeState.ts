/** How a bridge stands with its broker. */
export interface BridgeState {
  /** `'idle'`: it doesn't run. */
  readonly status: 'idle' | 'connecting' | 'connected';
  /** The broker it is connected to. */
  readonly server?: string;
  /** Why it isn't connected, once there was an attempt. */
  readonly reason?: string;
}
