import { describe, expect, it } from 'vitest';
import { toOpenMetrics } from '../../lib/metrics/toOpenMetrics.js';

describe('toOpenMetrics', () => {
  it("names a counter's family without _total and its samples with it", () => {
    const text =
      '# HELP a_total A.\n# TYPE a_total counter\na_total{x="1"} 2\n\n# HELP b B.\n# TYPE b counter\nb 3\n';
    expect(toOpenMetrics(text)).toBe(
      '# HELP a A.\n# TYPE a counter\na_total{x="1"} 2\n# HELP b B.\n# TYPE b counter\nb_total 3\n# EOF\n',
    );
  });

  it('leaves a gauge that is named like a counter alone', () => {
    expect(toOpenMetrics('# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n')).toBe(
      '# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n# EOF\n',
    );
  });

  it('writes bounds as floats, and other labels as they are', () => {
    const text =
      '# TYPE h histogram\nh_bucket{le="0.5",x="1"} 1\nh_bucket{le="1",x="1"} 1\nh_bucket{x="le",le="+Inf"} 1';
    expect(toOpenMetrics(text)).toBe(
      '# TYPE h histogram\nh_bucket{le="0.5",x="1"} 1\nh_bucket{le="1.0",x="1"} 1\nh_bucket{x="le",le="+Inf"} 1\n# EOF\n',
    );
  });

  it('quotes help', () => {
    expect(toOpenMetrics('# HELP g The "g".\n')).toBe('# HELP g The \\"g\\".\n# EOF\n');
  });
});
