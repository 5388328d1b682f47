/** One answer to an HTTP request, to be counted. */
export interface RequestSample {
  /** The route that matched, such as `/users/:id`, never a raw path. */
  readonly route: string;
  /** The request's method. */
  readonly method: string;
  /** The answer's status. */
  readonly status: number;
  /** From the request to the end of the answer. */
  readonly seconds: number;
}
