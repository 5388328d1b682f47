/** A fault to be planted in the library: what it is, where, and the lines that change. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly changes: readonly (readonly [from: string, to: string])[];
}

/** Faults as they happen, one for each promise that a simulation watches. */
export const mutations: readonly Mutation[] = [
  {
    name: 'the ring is off by one when it grows',
    file: 'bus/Ring.ts',
    changes: [
      [
        'if (this.head === this.roomUntil) this.extend();',
        'if (this.head > this.roomUntil) this.extend();',
      ],
    ],
  },
  {
    name: 'the pump forgets what came while it told of losses',
    file: 'bus/Broadcast.ts',
    changes: [
      ['if (this.pos < ring.head) this.schedule();', 'if (this.pos > ring.head) this.schedule();'],
    ],
  },
  {
    name: 'a dropped event is not counted',
    file: 'bus/Reader.ts',
    changes: [['this.dropped += count;', 'this.dropped += count - 1;']],
  },
  {
    name: 'a handler that throws keeps the others from the event',
    file: 'bus/Receivers.ts',
    changes: [['        at += 1;\n', '        at = length;\n']],
  },
  {
    name: 'a reader that reads on by itself holds the slots',
    file: 'bus/Ring.ts',
    changes: [['    this.slots[slot] = undefined;\n', '']],
  },
  {
    name: 'the window of the restart limit tumbles',
    file: 'supervision/restartWindow.ts',
    changes: [
      [
        'return oldest === undefined || at - oldest > limit.within;',
        'return oldest === undefined || Math.floor(at / limit.within) > Math.floor(oldest / limit.within);',
      ],
    ],
  },
  {
    name: 'the restart limit lets one more through',
    file: 'supervision/restartWindow.ts',
    changes: [
      ['times.at(-limit.restarts)', 'times.at(-limit.restarts - 1)'],
      ['.slice(-limit.restarts)', '.slice(-limit.restarts - 1)'],
    ],
  },
  {
    name: 'a restart timer outlives what it was for, and fires for the next',
    file: 'supervision/Child.ts',
    changes: [
      ['  launch(): void {\n    this.cancelTimer?.();', '  launch(): void {'],
      [
        '  halt(timeout: number, goal: Goal): void {\n    this.cancelTimer?.();',
        '  halt(timeout: number, goal: Goal): void {',
      ],
      [
        '    const { clock } = this.host;\n    this.cancelTimer?.();',
        '    const { clock } = this.host;',
      ],
    ],
  },
  {
    name: 'a run that leaked is still heard',
    file: 'supervision/Run.ts',
    changes: [
      ["    return this.phase === 'starting' || this.phase === 'running';", '    return true;'],
    ],
  },
  {
    name: 'a run that leaked is not told of',
    file: 'supervision/Child.ts',
    changes: [
      ['    if (leaked) this.host.leaked(this, this.stopTimeout);\n', ''],
      ['const patch = leaked ?', 'const patch = leaked && this.stopTimeout < 0 ?'],
    ],
  },
  {
    name: 'a service in backoff is restarted after the stop',
    file: 'supervision/Oversight.ts',
    changes: [
      [
        "      if (state === 'stopping' || (!child.alive && state !== 'completed')) {",
        "      if (state === 'stopping') {",
      ],
      ["    if (this.phase === 'stopping') return;\n", ''],
      ["    if (this.phase !== 'starting' && this.phase !== 'running') return;\n", ''],
    ],
  },
  {
    name: 'a child keeps to the policy it began with',
    file: 'supervision/Child.ts',
    changes: [
      [
        'if (this.currentRules === undefined || this.rulesFor !== defaults) {',
        'if (this.currentRules === undefined) {',
      ],
    ],
  },
  {
    name: 'a restart by hand keeps the record of what failed before',
    file: 'supervision/Oversight.ts',
    changes: [
      [
        '    child.history = NO_HISTORY; // whoever starts it next: a restart of its group may come first\n',
        '',
      ],
    ],
  },
  {
    name: 'children stop by their own deadlines alone',
    file: 'supervision/Oversight.ts',
    changes: [['Math.min(child.rules.stopTimeout, left)', 'child.rules.stopTimeout + 0 * left']],
  },
  {
    name: 'the last subscriber of a state is not told',
    file: 'internal/OrderedState.ts',
    changes: [
      [
        'this.queue.emit(() => this.subject$.next(value));',
        'this.queue.emit(() => this.subject$.observers.slice(0, -1).forEach((each) => each.next(value)));',
      ],
    ],
  },
  {
    name: 'a config that is refused is installed by half',
    file: 'config/reload/ConfigLoader.ts',
    changes: [
      [
        '      if (built.changes.length > 0) await approve(built.value);\n      this.refused = undefined;\n      this.current = { contents, built };\n',
        '      this.current = { contents, built };\n      if (built.changes.length > 0) await approve(built.value);\n      this.refused = undefined;\n',
      ],
    ],
  },
  {
    name: 'readiness is not worked out again when only its causes change',
    file: 'health/HealthState.ts',
    changes: [
      [
        'return a.length === b.length && a.every((name, i) => name === b[i]);',
        'return a.length === b.length;',
      ],
    ],
  },
  {
    name: 'a check that fails does not make the node unready',
    file: 'health/readiness.ts',
    changes: [["critical && state !== 'passing'", "critical && state === 'pending'"]],
  },
  {
    name: 'a stopped kernel goes on listening to signals',
    file: 'KernelNode.ts',
    changes: [
      ['this.wiring.add(this.process.watch(this.heeds));', 'this.process.watch(this.heeds);'],
    ],
  },
];
