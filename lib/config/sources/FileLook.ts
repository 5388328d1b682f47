/** The text of a file, or why there is none; equal fingerprints mean equal readings. */
export type Reading =
  | {
      readonly fingerprint: string;
      readonly text: string;
      readonly problem?: never;
      readonly missing?: never;
    }
  | {
      readonly fingerprint: string;
      readonly text?: never;
      readonly problem: string;
      /** Whether that is because there is no such file. */
      readonly missing: boolean;
    };

/** Which file it was, of all that a path may name one after another, and when it was written to. */
export interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
  /** As it was before the text was read. */
  readonly mtimeNs: bigint;
}

/** What was found at a path. */
export interface FileLook {
  readonly reading: Reading;
  /** None where none could be opened. */
  readonly file: FileIdentity | undefined;
}

/**
 * What a second look at a path, some time after the first, says of the first. `'settled'`: nobody wrote
 * in between, so it is what its writer left. `'replaced'`: the path names another file by now, as after a
 * rename, which says nothing of the one before: a look at that one will. `'changing'`: it may have been
 * half-written.
 *
 * Content alone doesn't tell: a file may be half-written in the same way twice.
 */
export function compareLooks(
  first: FileLook,
  later: FileLook,
): 'settled' | 'replaced' | 'changing' {
  const [before, now] = [first.file, later.file];
  if (before && now && (before.ino !== now.ino || before.dev !== now.dev)) return 'replaced';
  const same =
    first.reading.fingerprint === later.reading.fingerprint && before?.mtimeNs === now?.mtimeNs;
  return same ? 'settled' : 'changing';
}
