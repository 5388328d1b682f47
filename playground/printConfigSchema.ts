import { describeKernelConfig } from 'ron-kernel';
import { demoSchema } from './demoSchema.js';

/** Prints the JSON Schema of the demo's config file. */
export async function printConfigSchema(): Promise<void> {
  console.log(JSON.stringify(await describeKernelConfig(demoSchema), undefined, 2));
}
