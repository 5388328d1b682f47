import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { orphaned } from '../../playground/orphaned.js';

describe('orphaned', () => {
  it('tells, once, that another process is the parent now', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run((helpers) => {
      const parents = [7, 7, 7, 1];
      const parent = () => parents.shift() ?? 1;
      helpers.expectObservable(orphaned(parent)).toBe('1500ms (o|)', { o: undefined });
    });
  });
});
