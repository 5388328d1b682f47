import type { LogFormat } from '../../internal/LogFormat.js';

/**
 * The line that says that the event loop stands still, as the kernel's own logger writes its lines: that
 * logger can't, since it stands still with the loop.
 */
export function stallLine(format: LogFormat, time: Date, stalledFor: number): string {
  const [ts, level, event] = [time.toISOString(), 'error', 'event loop stands still'];
  if (format === 'text') return `${ts} ${level} ${event} stalledFor=${stalledFor}\n`;
  return `${JSON.stringify({ ts, level, event, stalledFor })}\n`;
}
