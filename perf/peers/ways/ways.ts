import type { Way } from './Way.js';

/** Every way by name, ours first, loaded when it is asked for. */
export const ways: Readonly<Record<string, () => Promise<Way>>> = {
  'ron-kernel Bus': async () => (await import('./bus.js')).busWay(),
  'bare loop': async () => (await import('./emitters.js')).loopWay(),
  'RxJS Subject': async () => (await import('./subject.js')).subjectWay(),
  'RxJS Subject, observeOn(asap)': async () => (await import('./subject.js')).observedOnWay(),
  'Node EventEmitter': async () => (await import('./eventEmitter.js')).eventEmitterWay(),
  eventemitter3: async () => (await import('./emitters.js')).eventemitter3Way(),
  mitt: async () => (await import('./emitters.js')).mittWay(),
  nanoevents: async () => (await import('./emitters.js')).nanoeventsWay(),
  emittery: async () => (await import('./emitters.js')).emitteryWay(),
  'Node diagnostics_channel': async () => (await import('./emitters.js')).diagnosticsChannelWay(),
  'Effect PubSub, sliding': async () => (await import('./effectPubSub.js')).slidingWay(),
  'Effect PubSub, dropping': async () => (await import('./effectPubSub.js')).droppingWay(),
  'NestJS CQRS EventBus': async () => (await import('./nestEventBus.js')).nestEventBusWay(),
};

export const OURS = 'ron-kernel Bus';
