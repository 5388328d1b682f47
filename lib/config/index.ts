export type { ConfigOf, ConfigSchema } from './ConfigOf.js';
export { kernelSchema, type KernelConfig } from './kernelSchema.js';
export { openKernelConfig, type KernelConfigOptions } from './openKernelConfig.js';
