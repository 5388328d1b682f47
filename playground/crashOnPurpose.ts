/** What chaos does. */
export function crashOnPurpose(): never {
  throw new Error('crashed on purpose: chaos.crash names it');
}
