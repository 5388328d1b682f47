import { hostname } from 'node:os';
import { map } from 'rxjs';
import { ofType } from 'ron-kernel';
import { natsBridge } from 'ron-kernel/nats';
import type { DemoContext } from '../DemoContext.js';
import type { NodeSampleEvent } from '../DemoEvent.js';

/** Tells the nodes on the same NATS broker what `host` found here, and takes what they tell. */
export function neighbours(servers: string) {
  const node = `${hostname()}#${process.pid}`;
  return [
    natsBridge<NodeSampleEvent>({
      name: 'nats',
      servers,
      prefix: 'ron-demo',
      send: ['node.sample'],
      receive: ['node.sample'],
      critical: false, // a node without neighbours does its work all the same
    }),
    {
      name: 'node',
      start: ({ bus }: DemoContext) =>
        bus.pipe(
          ofType('host.sample'),
          map((sample): NodeSampleEvent => ({ ...sample, type: 'node.sample', node })),
        ),
    },
  ] as const;
}
