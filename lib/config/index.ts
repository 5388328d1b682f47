export { kernelSchema, type KernelConfig } from './kernelSchema.js';
export { openKernelConfig, type KernelConfigOptions } from './openKernelConfig.js';
