/** Metrics as text. */
export interface Exposition {
  /** What to serve the text as. */
  readonly contentType: string;
  /** The text. */
  readonly body: string;
}
