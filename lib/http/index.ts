export { createHandler, type ObservabilityHandler } from './createHandler.js';
export type { Observed } from './Observed.js';
export type { PageSource } from './page/PageSource.js';
export type { ObservabilityServer } from './listen.js';
export { startServer } from './startServer.js';
