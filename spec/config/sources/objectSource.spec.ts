import { LiveConfig, objectSource, OptionTypeError } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { number, object } from 'yup';
import { rejectionOf } from '../support.js';

describe('objectSource', () => {
  it('is known by its name in errors', async () => {
    const source = objectSource({ port: 'x' }, { name: 'test values' });
    const schema = object({ port: number() });
    const error = await rejectionOf(LiveConfig.open({ schema, sources: [source] }));
    expect(error.message).toBe("config rejected: test values: port must be a number, got 'x'");
  });

  it.each([
    [undefined, 'undefined'],
    [[], 'an array'],
    [new Map(), 'an object'],
    ['x', "'x'"],
  ])('refuses %j for values', (values, got) => {
    // @ts-expect-error what a JavaScript user may pass
    const make = () => objectSource(values);
    expect(make).toThrow(OptionTypeError);
    expect(make).toThrow(`objectSource() takes an object of keys, got ${got}`);
  });

  it('refuses an empty name', () => {
    const make = () => objectSource({}, { name: '' });
    expect(make).toThrow(OptionTypeError);
    expect(make).toThrow('name must be');
  });
});
