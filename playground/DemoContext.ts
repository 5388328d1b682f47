import type { KernelConfig, KernelContext, KernelEvent } from 'ron-kernel';
import type { DemoEvent } from './DemoEvent.js';
import type { DemoConfig } from './demoSchema.js';

/** What the demo's services are handed: a bus of its events, and its config. */
export type DemoContext = KernelContext<DemoEvent | KernelEvent, KernelConfig & DemoConfig>;
