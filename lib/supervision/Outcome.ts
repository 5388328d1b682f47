/** Why a supervisor ends: someone stopped it, its significant children have ended, or it failed. */
export type Outcome =
  { readonly type: 'stopped' | 'shutdown' } | { readonly type: 'failed'; readonly error: Error };
