import type { AnyObjectSchema, InferType } from 'yup';
import type { KernelConfig, kernelSchema } from './kernelSchema.js';

/** A yup object schema. */
export type ConfigSchema = AnyObjectSchema;

/** The config of a kernel: its own keys, and those of the user's schema where there is one. */
export type ConfigOf<S extends ConfigSchema = typeof kernelSchema> = KernelConfig & InferType<S>;
