import { Registry } from 'prom-client';
import type { Labels } from './Labels.js';

/** A registry that tells which labels its user has given every series. */
export class KernelRegistry extends Registry {
  private common: Labels = {};

  /** The labels that every series has, unless it has its own of that name. */
  get defaultLabels(): Labels {
    return this.common;
  }

  override setDefaultLabels(labels: object): void {
    super.setDefaultLabels(labels);
    this.common = { ...labels };
  }

  override clear(): void {
    super.clear();
    this.common = {};
  }
}
