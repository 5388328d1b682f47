import type { SimulatedNode } from './SimulatedNode.js';

/** Publishes an event, and tells where it can be found as long as someone keeps it. */
function publishMarked({ kernel }: SimulatedNode): WeakRef<object> {
  const event = { type: 'simulation.marked' };
  kernel.bus.publish(event);
  return new WeakRef(event);
}

/**
 * Whether a bus keeps an event that everyone had. Asks for nothing where someone still has events
 * pending, or this process can't be told to collect garbage (`node --expose-gc`).
 */
export async function isRetained(node: SimulatedNode): Promise<boolean> {
  const { gc } = globalThis;
  const { bus } = node.kernel;
  const marked = publishMarked(node);
  bus.publish({ type: 'simulation.event' });
  await node.parts.loop.rest();
  const waits = bus.stats().subscribers.some(({ pending }) => pending > 0);
  if (gc === undefined || waits || node.probes.here.some(({ stalled }) => stalled)) return false;
  gc();
  return marked.deref() !== undefined;
}
