import type { InferType, ISchema, ObjectSchema } from 'yup';
import type { KernelConfig } from './KernelConfig.js';

/** A yup object schema; by less than all of its methods, which TypeScript 7 compares more strictly. */
export type ConfigSchema = ISchema<object>;

/** The schema of a kernel's own keys. */
export type KernelSchema = ObjectSchema<KernelConfig>;

/** The config of a kernel: its own keys, and those of the user's schema where there is one. */
export type ConfigOf<S extends ConfigSchema = KernelSchema> = KernelConfig & InferType<S>;
