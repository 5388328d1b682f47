export type { ConfigOf, ConfigSchema, KernelSchema } from './ConfigOf.js';
export type { KernelConfig } from './KernelConfig.js';
export { kernelSchema } from './kernelSchema.js';
export { openKernelConfig, type KernelConfigOptions } from './openKernelConfig.js';
