export { createHandler, type Observed, type ObservabilityHandler } from './createHandler.js';
export { startServer, type ObservabilityServer } from './startServer.js';
