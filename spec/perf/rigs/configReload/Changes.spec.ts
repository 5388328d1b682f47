import { describe, expect, it, vi } from 'vitest';
import { Changes } from '../../../../perf/rigs/configReload/Changes.js';

describe('Changes', () => {
  it('takes a change for done once it, or a later one, is in force', () => {
    const now = vi.spyOn(performance, 'now');
    const changes = new Changes();
    for (const at of [0, 20, 40]) {
      now.mockReturnValue(at);
      changes.make();
    }
    now.mockReturnValue(100);
    expect(changes.inForce(2)).toEqual([100, 80]);
    expect(changes.pending).toBe(1);
    now.mockReturnValue(150);
    expect(changes.inForce(3)).toEqual([110]);
    expect(changes.took).toEqual([100, 80, 110]);
    expect(changes.pending).toBe(0);
  });

  it('fails when versions come in the wrong order', () => {
    const changes = new Changes();
    changes.make();
    changes.make();
    changes.inForce(2);
    expect(() => changes.inForce(1)).toThrow('change 1 came into force after 2');
  });
});
