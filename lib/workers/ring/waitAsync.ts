/** What `Atomics.waitAsync` returns. TypeScript knows it from ES2024 on. */
type Waiting =
  { readonly async: true; readonly value: Promise<unknown> } | { readonly async: false };

type WaitAsync = (words: Int32Array, index: number, value: number) => Waiting;

/** `Atomics.waitAsync` where it exists: waits without holding the thread. */
export function waitAsync(): WaitAsync | undefined {
  return (Atomics as { readonly waitAsync?: WaitAsync }).waitAsync;
}
