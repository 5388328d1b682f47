/** From the first of `count` events to the last. */
export function timed(count: number, listen: (heard: () => void) => void): Promise<number> {
  return new Promise((resolve) => {
    let heard = 0;
    let began = 0;
    listen(() => {
      if (heard === 0) began = performance.now();
      heard += 1;
      if (heard === count) resolve((performance.now() - began) / 1_000);
    });
  });
}
