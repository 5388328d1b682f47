/** What crosses: an event as people have them. */
export interface Reading {
  readonly type: 'reading';
  readonly sensor: string;
  readonly celsius: number;
  readonly n: number;
}

export const SUBJECT = 'ron.reading';

export const reading = (n: number): Reading => ({
  type: 'reading',
  sensor: 'attic',
  celsius: 21.5,
  n,
});

/** A header of the length that a bridge writes. */
export const headerText = (n: number): string =>
  `1 json 1 0123456789abcdef 0 0123456789abcdef ${n}`;

/** The seconds it takes to get so many events across. */
export type Way = (url: string, count: number) => Promise<number>;
