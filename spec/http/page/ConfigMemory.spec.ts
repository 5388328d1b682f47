import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ConfigMemory } from '../../../lib/http/page/ConfigMemory.js';
import type { ConfigReload } from '../../../lib/http/page/PageSource.js';

function memory() {
  const reloads$ = new Subject<ConfigReload>();
  const failures$ = new Subject<Error>();
  const kept = new ConfigMemory({ version: () => 7, reloads$, failures$ });
  const reload = (status: ConfigReload['status'], rest: Partial<ConfigReload> = {}): void =>
    reloads$.next({ status, version: 7, pendingRestart: [], ...rest });
  return { kept, reload, reloads$, failures$ };
}

describe('what the page remembers of a config', () => {
  it('is nothing but its version at first', () => {
    const { kept } = memory();
    expect(kept.figures()).toEqual({ version: 7, change: null, rejection: null, failure: null });
  });

  it('is its last change, with keys that came or went', () => {
    const { kept, reload } = memory();
    const came = { key: 'a', before: undefined, after: 1 };
    const went = { key: 'b', before: 2, after: undefined };
    reload('applied', { changes: [came, went], pendingRestart: ['c'] });
    expect(kept.figures().change).toMatchObject({
      version: 7,
      pendingRestart: ['c'],
      keys: {
        rows: [
          { key: 'a', before: '', after: '1' },
          { key: 'b', before: '2', after: '' },
        ],
      },
    });
    reload('applied');
    expect(kept.figures().change).toMatchObject({ keys: { rows: [] } });
  });

  it('is what was rejected, and whether that still stands', () => {
    const { kept, reload } = memory();
    reload('rejected', { error: new Error('x'.repeat(5_000)) });
    expect(kept.figures().rejection).toMatchObject({ reason: 'x'.repeat(4_000), stands: true });
    reload('unchanged');
    expect(kept.figures().rejection).toMatchObject({ stands: false });
    expect(kept.figures().change).toBeNull();
  });

  it('stays known where nothing more is told', () => {
    const { kept, reloads$, failures$ } = memory();
    failures$.next(new Error('no such file'));
    failures$.error(new Error('over'));
    reloads$.error(new Error('over'));
    expect(kept.figures()).toMatchObject({ failure: { reason: 'no such file' }, rejection: null });
  });

  it('is heard of no more once it is left', () => {
    const { kept, reloads$, failures$ } = memory();
    kept.unsubscribe();
    expect([reloads$.observed, failures$.observed]).toEqual([false, false]);
  });
});
