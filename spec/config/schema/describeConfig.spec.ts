import {
  describeConfig,
  describeKernelConfig,
  duration,
  OptionTypeError,
  restartRequired,
  secret,
} from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { array, boolean, date, lazy, mixed, number, object, ref, string, tuple } from 'yup';

const DURATION = String.raw`^\s*(\d+|\d*\.\d+)\s*[A-Za-z]+\s*$`;
const SECTION = {
  type: 'object',
  properties: { a: { type: 'number' } },
  additionalProperties: false,
};

describe('describeConfig', () => {
  it.each([
    [string(), { type: 'string' }],
    [number(), { type: 'number' }],
    [boolean().default(true), { type: 'boolean', default: true }],
    [boolean().required(), { type: 'boolean' }],
    [number().required(), { type: 'number' }],
    [date(), { type: 'string', format: 'date-time' }],
    [date().min(new Date(0)), { type: 'string', format: 'date-time' }],
    [mixed(), {}],
    [lazy(() => string()), {}],
    [ref('other'), {}],
    [string().nullable(), { type: ['string', 'null'] }],
    [
      string().label('Name').meta({ description: 'who' }),
      { type: 'string', title: 'Name', description: 'who' },
    ],
    [number().integer().min(1).max(9), { type: 'integer', minimum: 1, maximum: 9 }],
    [
      number().moreThan(0).lessThan(1),
      { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
    ],
    [number().min(ref('other')), { type: 'number' }],
    [string().min(2).max(3), { type: 'string', minLength: 2, maxLength: 3 }],
    [string().length(2), { type: 'string', minLength: 2, maxLength: 2 }],
    [string().required(), { type: 'string', minLength: 1 }],
    [string().required().min(3), { type: 'string', minLength: 3 }],
    [string().required().oneOf(['a']), { type: 'string', enum: ['a'] }],
    [string().oneOf(['a', 'b']), { type: 'string', enum: ['a', 'b'] }],
    [string().nullable().oneOf(['a', null]), { type: ['string', 'null'], enum: ['a', null] }],
    [string().notOneOf(['a']), { type: 'string', not: { enum: ['a'] } }],
    [string().matches(/^a+$/), { type: 'string', pattern: '^a+$' }],
    [string().matches(/^a+$/u), { type: 'string', pattern: '^a+$' }],
    [string().matches(/^a+$/i), { type: 'string' }],
    [string().matches(/^a+$/iu), { type: 'string' }],
    [string().matches(/^a+$/uy), { type: 'string' }],
    [string().email(), { type: 'string', format: 'email' }],
    [string().url(), { type: 'string', format: 'uri' }],
    [string().uuid(), { type: 'string', format: 'uuid' }],
    [
      array(number()).min(1).max(2),
      { type: 'array', items: { type: 'number' }, minItems: 1, maxItems: 2 },
    ],
    [array().length(2), { type: 'array', minItems: 2, maxItems: 2 }],
    [array(), { type: 'array' }],
    [
      tuple([string(), number()]),
      { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false },
    ],
    [secret(string().default('x')), { type: 'string', writeOnly: true }],
    [
      duration(number().nullable().default(null)),
      { type: ['string', 'null'], pattern: DURATION, 'x-duration': true, default: null },
    ],
    [
      duration(number().default(0)),
      { type: 'string', pattern: DURATION, 'x-duration': true, default: '0ms' },
    ],
    [object({ a: number() }), SECTION],
    [restartRequired(number()), { type: 'number', 'x-restartRequired': true }],
    [
      duration(number().min(1).max(60_000).default(1_500)),
      {
        type: 'string',
        pattern: DURATION,
        'x-duration': true,
        default: '1500ms',
        'x-minimum': '1ms',
        'x-maximum': '1m',
      },
    ],
  ])('has a counterpart for each kind of value (%#)', (field, expected) => {
    expect(describeConfig(object({ field }))).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
    });
    expect(describeConfig(object({ field }))['properties']).toStrictEqual({ field: expected });
  });

  it('shows no default of a secret, nor of what is below one', () => {
    const schema = object({ db: secret(object({ password: string().default('hunter2') })) });
    expect(JSON.stringify(describeConfig(schema))).not.toContain('hunter2');
  });

  it('requires what has no default, also in a section, and nothing that depends on a condition', () => {
    const schema = object({
      a: string().required(),
      b: string().required().default('b'),
      c: string(),
      d: object({ e: number().required(), optional: number() }),
      any: object().required(),
      f: object({ g: number() }),
      h: string().when('c', { is: 'x', then: (name) => name.required() }),
      i: string()
        .required()
        .when('c', { is: 'x', then: (name) => name.notRequired() }),
    });
    expect(describeConfig(schema)).toMatchObject({
      required: ['a', 'd', 'any'],
      properties: { d: { required: ['e'] } },
    });
  });

  it('allows no other keys, but where a section may hold any or a condition may add some', () => {
    const described = describeConfig(
      object({
        kind: string(),
        any: object(),
        target: object({ a: number() }).when('kind', {
          is: 'x',
          then: (section) => section.shape({ b: number() }),
        }),
      }),
    );
    expect(described['additionalProperties']).toBe(false);
    expect(described['properties']).toMatchObject({ any: { type: 'object' } });
    const { any, target } = described['properties'] as Record<string, object>;
    expect(any).not.toHaveProperty('additionalProperties');
    expect(target).not.toHaveProperty('additionalProperties');
  });

  it.each([
    [number(), 'an object'],
    [{}, 'an object'],
    [undefined, 'undefined'],
  ])('refuses what is no object schema', (schema, got) => {
    expect(() => describeConfig(schema)).toThrow(OptionTypeError);
    expect(() => describeConfig(schema)).toThrow(`must be a yup object schema, got ${got}`);
  });
});

describe('describeKernelConfig', () => {
  it('has the kernel’s keys beside yours, each with type, default and description', async () => {
    const described = await describeKernelConfig(object({ limit: number().default(22) }));
    expect(described).toMatchObject({
      properties: {
        limit: { type: 'number', default: 22 },
        bus: {
          properties: {
            capacity: {
              type: 'integer',
              minimum: 1,
              maximum: 4_194_304,
              default: 4_096,
              'x-restartRequired': true,
              description: 'events that a subscriber may be behind',
            },
          },
        },
        supervisor: { properties: { backoffCap: { default: '30s', 'x-duration': true } } },
        log: { properties: { level: { enum: ['error', 'warn', 'info', 'debug'] } } },
      },
    });
  });

  it('has them alone without a schema, and refuses one that clashes', async () => {
    const { properties } = await describeKernelConfig();
    expect(Object.keys(properties as object)).toEqual(
      expect.arrayContaining(['bus', 'supervisor', 'observability', 'log', 'shutdown']),
    );
    await expect(describeKernelConfig(object({ log: string() }))).rejects.toThrow(OptionTypeError);
  });
});
