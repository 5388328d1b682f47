/** What Stryker's switches look at, and where they count who comes by. */
export interface Switches {
  activeMutant: string | undefined;
  currentTestId: string | undefined;
  /** The active one's, which throws above its limit: an endless loop mostly comes by what was changed. */
  hitCount: number;
  hitLimit: number;
  readonly mutantCoverage: {
    readonly static: Record<string, number>;
    readonly perTest: Record<string, Record<string, number> | undefined>;
  };
}

export const switches: Switches = {
  activeMutant: undefined,
  currentTestId: undefined,
  hitCount: 0,
  hitLimit: Infinity,
  mutantCoverage: { static: {}, perTest: {} },
};

Object.assign(globalThis, { __stryker__: switches });
