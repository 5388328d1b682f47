export {
  createHandler,
  type HandlerSources,
  type ObservabilityHandler,
  type RequestRecord,
} from './createHandler.js';
export { startServer, type ObservabilityServer } from './startServer.js';
