import { Gauge } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { Families } from '../../lib/metrics/Families.js';
import { KernelRegistry } from '../../lib/metrics/KernelRegistry.js';

describe('KernelRegistry', () => {
  it('gives every series the labels its user asks for, until it is cleared, as any registry does', async () => {
    const registry = new KernelRegistry();
    const families = new Families(registry);
    const gauge = (): void => new Gauge({ name: 'g', help: 'G.', registers: [registry] }).set(1);
    const text = (sample: string): string => `# HELP g G.\n# TYPE g gauge\n${sample}\n`;

    gauge();
    registry.setDefaultLabels({ zone: 'a' });
    expect(await families.render('prometheus')).toBe(text('g{zone="a"} 1'));
    expect(await registry.metrics()).toBe(text('g{zone="a"} 1'));

    registry.clear();
    gauge();
    expect(await families.render('prometheus')).toBe(text('g 1'));
    expect(await registry.metrics()).toBe(text('g 1'));
  });
});
