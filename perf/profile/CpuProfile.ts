/** What V8's profiler leaves, as far as it is read here. */
export interface CpuProfile {
  /** Every function by who called it. */
  readonly nodes: readonly ProfileNode[];
  /** Which node was at work, sample by sample. */
  readonly samples: readonly number[];
  /** Microseconds to each sample from the one before. */
  readonly timeDeltas: readonly number[];
}

/** A function, called by the one whose `children` it is among. */
export interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    /** From 0. */
    readonly lineNumber: number;
  };
  readonly children?: readonly number[];
}
