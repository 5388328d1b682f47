import type { Exposition } from '../internal/Exposition.js';
import type { Logger } from '../internal/Logger.js';
import type { RequestSample } from '../internal/RequestSample.js';

/** What the answers are about: a kernel, or anything else that can say as much. */
export interface Observed {
  /** Whether it can take work, and if not, why. */
  readonly readiness: {
    /** Whether it can. */
    readonly ready: boolean;
    /** Why not. */
    readonly missing: readonly string[];
    /** What is wrong without making it unready. Default nothing. */
    readonly degraded?: readonly string[];
  };
  /** Whether it has started up. Default: whether it is ready. */
  readonly started?: boolean;
  /** What `/readyz?verbose` says beside readiness. Default nothing. */
  readonly health?: {
    /** Its members are added to the answer's. */
    report(): object;
  };
  /** What `/metrics` says. */
  readonly metrics: {
    /** All metrics as text, in the format that `accept`, an HTTP Accept header, asks for. */
    render(accept?: string): Promise<Exposition>;
    /** Takes note of an answer. */
    observeRequest(sample: RequestSample): void;
  };
  /** What `/debug/recorder` says. Default: there is no such path. */
  readonly recorder?:
    | {
        /** Whether that path is there. */
        readonly served: boolean;
        /** What is remembered, as JSON: `last` events at most. */
        recording(reason: string, last: number): string;
      }
    | undefined;
  /** Where it is told why metrics couldn't be rendered. */
  readonly logger: Pick<Logger, 'error'>;
}
