export type { ConfigOf, ConfigSchema, KernelSchema } from './ConfigOf.js';
export type { KernelConfig } from './KernelConfig.js';
export { openKernelConfig, type KernelConfigOptions } from './openKernelConfig.js';
