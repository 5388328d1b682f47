import type { AnyObjectSchema, InferType, ObjectSchema } from 'yup';
import type { KernelConfig } from './KernelConfig.js';

/** A yup object schema. */
export type ConfigSchema = AnyObjectSchema;

/** The schema of a kernel's own keys. */
export type KernelSchema = ObjectSchema<KernelConfig>;

/** The config of a kernel: its own keys, and those of the user's schema where there is one. */
export type ConfigOf<S extends ConfigSchema = KernelSchema> = KernelConfig & InferType<S>;
