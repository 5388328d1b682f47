import { LiveConfig, secret, type ConfigGuard, type ServiceCrash } from 'ron-kernel';
import { setImmediate as turn } from 'node:timers/promises';
import { filter, firstValueFrom, Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { number, object, string } from 'yup';
import { Guard } from '../../lib/config/reload/Guard.js';
import { MutableSource } from './support.js';

const schema = object({ port: number().required(), token: secret(string()) });

async function opened(values: Readonly<Record<string, unknown>> = { port: 1 }) {
  const source = new MutableSource(values);
  const crashes$ = new Subject<ServiceCrash>();
  const trigger$ = new Subject<unknown>();
  const config = await LiveConfig.open({
    schema,
    sources: [source],
    reloadOn: [trigger$],
    guard: { service: 'ingest', for: 60_000, crashes$ },
  });
  const crash = (service = 'ingest', reason = 'boom') => crashes$.next({ service, reason });
  const rolledBack = () =>
    firstValueFrom(config.reloads$.pipe(filter(({ status }) => status === 'rolled-back')));
  return { source, config, crashes$, trigger$, crash, rolledBack };
}

describe('a guarded config', () => {
  it('makes a new version of the value before when the service crashes after a change', async () => {
    const { source, config, crash, rolledBack } = await opened();
    const rejections: string[] = [];
    const keys: string[] = [];
    config.rejections$.subscribe(({ message, issues }) => {
      rejections.push(message);
      keys.push(...issues.map(({ key }) => key));
    });
    source.values = { port: 2 };
    await config.reload();
    const back = rolledBack();
    crash();
    expect(await back).toMatchObject({
      status: 'rolled-back',
      version: 3,
      changed: ['port'],
      changes: [{ key: 'port', before: 2, after: 1 }],
    });
    expect(config.snapshot).toMatchObject({ version: 3, value: { port: 1 }, changed: ['port'] });
    expect(rejections).toEqual([
      "config rejected: guard: rolled back: 'ingest' crashed within 60000 ms of the change: boom",
    ]);
    expect(keys).toEqual(['']);
    await config.close();
  });

  it('lets triggers skip what was rolled back; reload() tries it again', async () => {
    const { source, config, crash, rolledBack, trigger$ } = await opened();
    source.values = { port: 2 };
    await config.reload();
    const back = rolledBack();
    crash();
    await back;
    await turn(); // the reload behind the rollback
    const { reads } = source;
    trigger$.next('again');
    await turn();
    expect(source.reads).toBe(reads + 1);
    expect(config.value.port).toBe(1);
    expect((await config.reload()).status).toBe('applied');
    expect(config.snapshot).toMatchObject({ version: 4, value: { port: 2 } });
    await config.close();
  });

  it('takes mended content from a trigger after a rollback', async () => {
    const { source, config, crash, rolledBack, trigger$ } = await opened();
    source.values = { port: 2 };
    await config.reload();
    const back = rolledBack();
    crash();
    await back;
    const applied = firstValueFrom(
      config.reloads$.pipe(filter(({ status }) => status === 'applied')),
    );
    source.values = { port: 3 };
    trigger$.next('mended');
    expect(await applied).toMatchObject({ version: 4, changed: ['port'] });
    await config.close();
  });

  it('goes back past all changes that are unproven', async () => {
    const { source, config, crash, rolledBack } = await opened();
    source.values = { port: 2 };
    await config.reload();
    source.values = { port: 3 };
    await config.reload();
    const back = rolledBack();
    crash();
    await back;
    expect(config.value.port).toBe(1);
    await config.close();
  });

  it('leaves the config alone when another service crashes, or nothing was changed', async () => {
    const { source, config, crash } = await opened();
    crash();
    source.values = { port: 2 };
    await config.reload();
    crash('other');
    expect((await config.reload()).status).toBe('unchanged');
    expect(config.snapshot).toMatchObject({ version: 2, value: { port: 2 } });
    await config.close();
  });

  it('rolls back once: it is no change to be rolled back itself', async () => {
    const { source, config, crash, rolledBack } = await opened();
    source.values = { port: 2 };
    await config.reload();
    const back = rolledBack();
    crash();
    await back;
    crash();
    source.values = { port: 1 };
    await config.reload();
    expect(config.snapshot.version).toBe(3);
    await config.close();
  });

  it('has participants prepare and commit the way back, and says when one refuses', async () => {
    const { source, config, crash } = await opened();
    const log: string[] = [];
    config.onApply({
      name: 'pool',
      prepare: (next, current) => {
        log.push(`${String(current.port)}→${String(next.port)}`);
        if (next.port === 1) throw new Error('no way back');
      },
    });
    source.values = { port: 2 };
    await config.reload();
    const failure = firstValueFrom(config.failures$);
    crash();
    expect((await failure).message).toBe(
      "the config stays in force, but guard: can't roll back: 'ingest' crashed within 60000 ms of the change: boom; pool: refused the change: no way back",
    );
    expect(log).toEqual(['1→2', '2→1']);
    expect(config.value.port).toBe(2);
    await config.close();
  });

  it('shows no secret that a crash quotes', async () => {
    const { source, config, crash, rolledBack } = await opened({ port: 1, token: 'hunter2' });
    source.values = { port: 1, token: 'swordfish' };
    await config.reload();
    const back = rolledBack();
    crash('ingest', 'hunter2 worked, swordfish is refused');
    const outcome = await back;
    expect(JSON.stringify(outcome)).not.toMatch(/hunter2|swordfish/u);
    expect(outcome).toMatchObject({ changes: [{ key: 'token', before: '***', after: '***' }] });
    await config.close();
  });

  it('says when there will be no more notices of crashes', async () => {
    const { source, config, crashes$ } = await opened();
    source.values = { port: 2 };
    await config.reload();
    const failure = firstValueFrom(config.failures$);
    crashes$.error(new Error('supervisor gone'));
    expect((await failure).message).toBe(
      'the config stays in force, but guard: failed and guards no more changes: supervisor gone',
    );
    await config.close();
  });

  it('lets go of everything when it is closed', async () => {
    const { source, config, crashes$ } = await opened();
    source.values = { port: 2 };
    await config.reload();
    expect(crashes$.observed).toBe(true);
    await config.close();
    expect(crashes$.observed).toBe(false);
  });

  it.each([
    [{ service: '', for: 1, crashes$: new Subject() }, /guard\.service/],
    [{ service: 'a', for: 0, crashes$: new Subject() }, /guard\.for/],
    [{ service: 'a', for: NaN, crashes$: new Subject() }, /guard\.for/],
    [{ service: 'a', for: 2 ** 31, crashes$: new Subject() }, /guard\.for/],
    [{ service: 'a', for: 1 }, /guard\.crashes\$ must be an observable, got undefined/],
    ['ingest', /guard must be an object/],
  ])('refuses the guard %j', async (guard, message) => {
    const unchecked: ConfigGuard = guard as never;
    const opening = LiveConfig.open({ schema, sources: [], guard: unchecked });
    await expect(opening).rejects.toThrow(message);
  });
});

describe('Guard', () => {
  /** `change` at each letter, `before` being that letter; what is asked for, by the frame. */
  function play(changes: string, crashes: string, asked: string): void {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(
      ({ hot, expectObservable }) => {
        const asks$ = new Subject<string>();
        const crashes$ = hot(crashes, { x: { service: 's', reason: 'r' } });
        const guard = new Guard<string>(
          { service: 's', for: 5, crashes$ },
          { crashed: (good) => asks$.next(good), failed: (error) => asks$.error(error) },
        );
        hot(changes).subscribe((before) => guard.arm(before));
        expectObservable(asks$).toBe(asked);
      },
    );
  }

  it('asks to go back when the crash comes within the time', () =>
    play('-a------', '-----x--', '-----a--'));
  it('no longer asks when the time is up', () => play('-a------', '-------x', '--------'));
  it('asks once', () => play('-a------', '--xx----', '--a-----'));
  it('starts its time anew with each change, and goes back past all unproven ones', () =>
    play('-a--b----', '--------x', '--------a'));
  it('takes what stood its time for good', () =>
    play('-a--------b-----', '------------x---', '------------b---'));
  it('hears nothing before a change', () => play('---a----', '-x------', '--------'));
});
