import { map, NEVER, of, type Observable } from 'rxjs';
import {
  createKernel,
  ofType,
  type Bus,
  type ConfigOf,
  type Kernel,
  type KernelContext,
  type KernelEvent,
  type ServiceContext,
} from 'ron-kernel';
import { describe, expectTypeOf, it } from 'vitest';
import { number, object } from 'yup';
import { quiet } from './kernel/quiet.js';

type AppEvent =
  | { readonly type: 'reading'; readonly celsius: number }
  | { readonly type: 'alarm'; readonly reason: string };

const schema = object({ host: object({ interval: number().default(250).required() }) });
type AppConfig = ConfigOf<typeof schema>;

describe("a kernel's types", () => {
  it('tell the events from what services emit, beside those of the kernel', async () => {
    const kernel = await createKernel({
      ...quiet,
      services: [
        { name: 'a', start: () => of({ type: 'reading', celsius: 21 }) },
        {
          name: 'b',
          start: async function* () {
            yield { type: 'alarm', reason: 'too warm' };
          },
        },
        { name: 'c', start: async () => {} },
        { name: 'd', start: async ({ signal }) => ({ type: 'end', of: signal.aborted }) },
      ],
    });
    await kernel.stop();
    const reading$ = kernel.bus.pipe(
      ofType('reading'),
      map((event) => event.celsius),
    );
    expectTypeOf(reading$).toEqualTypeOf<Observable<number>>();
    const types$ = kernel.bus.pipe(map(({ type }) => type));
    expectTypeOf(types$).toEqualTypeOf<
      Observable<'reading' | 'alarm' | 'end' | KernelEvent['type']>
    >();
  });

  it('tell the events from those that a service names', async () => {
    const kernel = await createKernel({
      ...quiet,
      services: [
        {
          name: 'audit',
          start: async ({ bus }: KernelContext<AppEvent>) => {
            expectTypeOf(bus).toEqualTypeOf<Bus<AppEvent>>();
          },
        },
      ],
    });
    await kernel.stop();
    expectTypeOf(kernel.bus).toEqualTypeOf<Bus<AppEvent | KernelEvent>>();
  });

  it('type the config from the schema, for the services too', async () => {
    const kernel = await createKernel({
      ...quiet,
      config: { schema },
      services: [
        { name: 'a', start: ({ config }) => of({ type: 'every', ms: config.value.host.interval }) },
        {
          name: 'b',
          start: ({ config }: KernelContext<AppEvent, AppConfig>) => (
            expectTypeOf(config.value.host.interval).toBeNumber(),
            NEVER
          ),
        },
        // A service may name less than there is.
        { name: 'c', start: ({ bus }: KernelContext<AppEvent>) => bus.pipe(ofType('alarm')) },
        {
          name: 'd',
          start: ({ name }: ServiceContext) => of<AppEvent>({ type: 'alarm', reason: name }),
        },
      ],
    });
    await kernel.stop();
    expectTypeOf(kernel.config.value.host.interval).toBeNumber();
    expectTypeOf(kernel.config.value.bus.capacity).toBeNumber();
    expectTypeOf(kernel).toEqualTypeOf<
      Kernel<{ type: 'every'; ms: number } | AppEvent | KernelEvent, AppConfig>
    >();
  });

  it('refuse what cannot work', () => {
    const never = (): void => {
      // @ts-expect-error -- a number is no event
      void createKernel({ services: [{ name: 'a', start: () => of(1) }] });
      // @ts-expect-error -- there is no such thing in the context
      void createKernel({ services: [{ name: 'a', start: ({ logs }) => of(logs) }] });
      const needy = {
        name: 'a',
        start: ({ config }: KernelContext<AppEvent, AppConfig>) =>
          of({ type: 'every', ms: config.value.host.interval }),
      };
      // @ts-expect-error -- it needs keys that the kernel doesn't have without the schema
      void createKernel({ services: [needy] });
    };
    expectTypeOf(never).toBeFunction();
  });
});
