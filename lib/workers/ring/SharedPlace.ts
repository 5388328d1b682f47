/** A reader's place in a ring. It goes to the reader's thread in a message or as `workerData`, once. */
export interface SharedPlace {
  /** What the reader is called in accounts. */
  readonly name: string;
  /** The ring. */
  readonly memory: SharedArrayBuffer;
  /** How many events the reader may be behind. */
  readonly capacity: number;
  /** Which of the ring's places it is. */
  readonly place: number;
}
