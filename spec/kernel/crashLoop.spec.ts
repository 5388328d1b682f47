import { filter, firstValueFrom, map, NEVER, timer } from 'rxjs';
import { createKernel, type BusEvent, type KernelContext } from 'ron-kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Journal } from './quiet.js';

/** How often `store` is restarted before its quarantine. */
const RESTARTS = 20;

describe('a service of a kernel that crashes whenever it is started', () => {
  let kernel: Awaited<ReturnType<typeof open>>;
  let broken: boolean;
  const logger = new Journal();
  const seen: BusEvent[] = [];

  const open = () =>
    createKernel({
      logger,
      signals: false,
      config: {
        env: {},
        reloadOn: [],
        values: {
          observability: { enabled: true },
          supervisor: { backoffBase: 0, restartCap: RESTARTS },
        },
      },
      services: [
        {
          name: 'store',
          start: ({ ready }: KernelContext) => {
            ready();
            if (!broken) return NEVER;
            return timer(1).pipe(
              map((): never => {
                throw new Error(`connection ${String(seen.length)} lost`);
              }),
            );
          },
        },
      ],
    });
  const quarantined = () =>
    firstValueFrom(
      kernel.supervisor.children$.pipe(filter(([store]) => store?.state === 'quarantined')),
    );
  const at = async (path: string) => fetch(`http://${kernel.address ?? ''}${path}`);

  beforeEach(async () => {
    broken = true;
    logger.entries.length = seen.length = 0;
    kernel = await open();
    kernel.bus.subscribe((event) => seen.push(event));
    await kernel.start();
    await quarantined();
  });
  afterEach(() => kernel.stop());

  it('is told on the bus: each crash with its reason, and each change of its health', () => {
    const crashes = seen.filter(({ type }) => type === 'kernel.service.crashed');
    expect(crashes).toHaveLength(RESTARTS + 1);
    for (const crash of crashes) {
      expect(crash).toEqual({
        type: 'kernel.service.crashed',
        service: 'store',
        reason: expect.stringMatching(/^connection \d+ lost$/) as unknown,
      });
    }
    const health = seen.filter(({ type }) => type === 'kernel.health');
    expect(health).toEqual(
      Array.from({ length: 2 * (RESTARTS + 1) }, (_, index) => ({
        type: 'kernel.health',
        service: 'store',
        ok: index % 2 === 0,
      })),
    );
  });

  it('is counted and timed', async () => {
    const metrics = await (await at('/metrics')).text();
    expect(metrics.split('\n')).toEqual(
      expect.arrayContaining([
        `service_restarts_total{service="store"} ${String(RESTARTS)}`,
        `service_restart_seconds_count ${String(RESTARTS)}`,
        'service_state{service="store",state="quarantined"} 1',
        'service_state{service="store",state="running"} 0',
        'kernel_ready 0',
      ]),
    );
  });

  it('makes the node unready, which names it, until it is released', async () => {
    const unready = await at('/readyz');
    expect([unready.status, await unready.json()]).toEqual([
      503,
      { ready: false, missing: ['store'], degraded: [] },
    ]);
    broken = false;
    kernel.supervisor.release('store');
    expect((await at('/readyz')).status).toBe(200);
    expect((await at('/healthz')).status).toBe(200);
  });

  it('is logged when it begins and when it is over, with a count', () => {
    const told = logger.entries.filter(({ event }) => event.startsWith('service '));
    expect(told).toMatchObject([
      {
        level: 'warn',
        event: 'service crashed',
        fields: { service: 'store', decision: 'restart', count: 1 },
      },
      {
        level: 'error',
        event: 'service crashed too often',
        fields: { service: 'store', decision: 'quarantine', count: RESTARTS + 1 },
      },
    ]);
  });
});
