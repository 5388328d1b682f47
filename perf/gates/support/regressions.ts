/** Something that makes the code worse, and the gate that has to notice. */
export interface Regression {
  readonly name: string;
  readonly gate: string;
  readonly file: string;
  /** What stands in the file, exactly once, and what is planted in its place; in turn. */
  readonly edits: readonly { readonly from: string; readonly to: string }[];
}

/** What was planted to see whether the gates notice. */
export const regressions: readonly Regression[] = [
  {
    name: 'an allocation per publish',
    gate: 'bus-allocation',
    file: 'lib/bus/Broadcast.ts',
    edits: [
      {
        from: '  publish(event: E): number {\n',
        to: '  planted: unknown;\n\n  publish(event: E): number {\n    this.planted = { event };\n',
      },
    ],
  },
  {
    name: 'a closure per delivery',
    gate: 'bus-allocation',
    file: 'lib/bus/Receivers.ts',
    edits: [
      {
        from: '          (nexts[at] as (event: E) => void)(event);\n',
        to: '          const next = nexts[at] as (event: E) => void;\n          const hand = (): void => next(event);\n          this.planted = hand;\n          hand();\n',
      },
      {
        from: '  deliver(event: E): number {\n',
        to: '  planted: unknown;\n\n  deliver(event: E): number {\n',
      },
    ],
  },
  {
    name: 'a drain that is 20 % slower',
    gate: 'bus-throughput',
    file: 'lib/bus/Receivers.ts',
    edits: [
      {
        from: '          (nexts[at] as (event: E) => void)(event);\n',
        to: '          (nexts[at] as (event: E) => void)(event);\n          for (let n = 0; n < 3; n++) this.planted = (this.planted * 31 + n) | 0;\n',
      },
      {
        from: '  deliver(event: E): number {\n',
        to: '  planted = 1;\n\n  deliver(event: E): number {\n',
      },
    ],
  },
  {
    name: 'an extra timer in the restart path',
    gate: 'restart',
    file: 'lib/supervision/clock.ts',
    edits: [
      {
        from: '    macrotask(() => {\n      if (!cancelled) work();\n    });\n',
        to: '    setTimeout(() => {\n      macrotask(() => {\n        if (!cancelled) work();\n      });\n    }, 0);\n',
      },
    ],
  },
  {
    name: 'a second validation in the swap',
    gate: 'config-swap',
    file: 'lib/config/pipeline/validate.ts',
    edits: [
      {
        from: '    await schema.validate(tree, { strict: true, abortEarly: false });\n',
        to: '    await schema.validate(tree, { strict: true, abortEarly: false });\n    await schema.validate(tree, { strict: true, abortEarly: false });\n',
      },
    ],
  },
];
