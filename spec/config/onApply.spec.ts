import {
  LiveConfig,
  OptionTypeError,
  restartRequired,
  secret,
  type ConfigParticipant,
} from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { number, object, string } from 'yup';
import { MutableSource } from './support.js';

const schema = object({
  port: number().required(),
  token: secret(string()),
  capacity: restartRequired(number().default(1)),
});
type Value = Parameters<NonNullable<ConfigParticipant<{ port: number }>['prepare']>>[0];

/** A participant that writes down what it is asked, and fails where it is told to. */
function scribe(log: string[], name: string, fails: readonly string[] = []) {
  const note = (phase: string) => async (next: Value, other: Value) => {
    log.push(`${name} ${phase} ${String(other.port)}→${String(next.port)}`);
    await Promise.resolve();
    if (fails.includes(phase)) throw new Error(`no ${phase}`);
  };
  return { name, prepare: note('prepare'), commit: note('commit'), rollback: note('rollback') };
}

async function opened() {
  const source = new MutableSource({ port: 1 });
  const config = await LiveConfig.open({ schema, sources: [source] });
  const log: string[] = [];
  config.snapshots$.subscribe(({ value }) => log.push(`seen ${String(value.port)}`));
  log.length = 0;
  return { source, config, log };
}

describe('LiveConfig.onApply', () => {
  it('prepares all in order, then commits all, then shows the change', async () => {
    const { source, config, log } = await opened();
    config.onApply(scribe(log, 'a'));
    config.onApply(scribe(log, 'b'));
    config.onApply({ name: 'idle' });
    source.values = { port: 2 };
    expect((await config.reload()).status).toBe('applied');
    expect(log).toEqual([
      'a prepare 1→2',
      'b prepare 1→2',
      'a commit 1→2',
      'b commit 1→2',
      'seen 2',
    ]);
    await config.close();
  });

  it('rejects the change when one refuses, and rolls those before it back in reverse', async () => {
    const { source, config, log } = await opened();
    config.onApply(scribe(log, 'a'));
    config.onApply(scribe(log, 'b', ['rollback']));
    config.onApply(scribe(log, 'c', ['prepare']));
    config.onApply(scribe(log, 'd'));
    source.values = { port: 2 };
    const outcome = await config.reload();
    expect(outcome.status === 'rejected' && outcome.error.issues).toEqual([
      { source: 'c', key: '', message: 'refused the change: no prepare' },
      { source: 'b', key: '', message: 'failed to roll back: no rollback' },
    ]);
    expect(log).toEqual([
      'a prepare 1→2',
      'b prepare 1→2',
      'c prepare 1→2',
      'b rollback 1→2',
      'a rollback 1→2',
    ]);
    expect(config.value.port).toBe(1);
    await config.close();
  });

  it('keeps a change whose commit fails, and says so', async () => {
    const { source, config, log } = await opened();
    config.onApply(scribe(log, 'a', ['commit']));
    config.onApply(scribe(log, 'b'));
    const failures: string[] = [];
    config.failures$.subscribe(({ message }) => failures.push(message));
    config.rejections$.subscribe(({ message }) => failures.push(message));
    source.values = { port: 2 };
    expect((await config.reload()).status).toBe('applied');
    expect(log.slice(2)).toEqual(['a commit 1→2', 'b commit 1→2', 'seen 2']);
    expect(failures).toEqual([
      'the config stays in force, but a: failed to commit a change: no commit',
    ]);
    await config.close();
  });

  it('asks nobody when the value stays, nor when a change is invalid', async () => {
    const { source, config, log } = await opened();
    config.onApply(scribe(log, 'a'));
    await config.reload();
    source.values = { port: 'x' };
    await config.reload();
    source.values = { port: 1, capacity: 2 };
    expect((await config.reload()).pendingRestart).toEqual(['capacity']);
    expect(log).toEqual(['seen 1']);
    await config.close();
  });

  it('asks nobody who has left', async () => {
    const { source, config, log } = await opened();
    config.onApply(scribe(log, 'a')).unsubscribe();
    source.values = { port: 2 };
    await config.reload();
    expect(log).toEqual(['seen 2']);
    await config.close();
  });

  it('shows no secret that a participant quotes, old or new', async () => {
    const { source, config } = await opened();
    source.values = { port: 1, token: 'hunter2' };
    await config.reload();
    config.onApply({
      name: 'pool',
      prepare: (next, current) => {
        throw new Error(`${String(current.token)} worked, ${String(next.token)} doesn't`);
      },
    });
    source.values = { port: 1, token: 'swordfish' };
    const outcome = await config.reload();
    expect(outcome.status === 'rejected' && outcome.error.message).toBe(
      "config rejected: pool: refused the change: *** worked, *** doesn't",
    );
    await config.close();
  });

  it('rolls back what is prepared when the config is closed meanwhile', async () => {
    const { source, config, log } = await opened();
    const rolledBack = new Promise<void>((resolve) => {
      config.onApply({ name: 'a', rollback: () => resolve() });
    });
    config.onApply({ name: 'b', prepare: () => void config.close() });
    config.onApply(scribe(log, 'c'));
    source.values = { port: 2 };
    await expect(config.reload()).rejects.toThrow(/closed/);
    await rolledBack;
    expect(log).toEqual([]);
  });

  it('refuses a participant without a name', async () => {
    const { config } = await opened();
    const join = () => config.onApply({ name: '' });
    expect(join).toThrow(OptionTypeError);
    expect(join).toThrow('name must be');
    await config.close();
  });
});
