import { parseExposition } from '../../metrics/parseExposition.js';
import type { Facts } from './Testimony.js';

/** What Prometheus learns when it scrapes the node. */
export async function metricsSay(url: string): Promise<Facts> {
  const text = await fetch(`${url}/metrics`, { headers: { Connection: 'close' } })
    .then((response) => response.text())
    .catch(() => undefined);
  if (text === undefined) return { alive: 'false' };
  const families = parseExposition(text, 'prometheus');
  const samples = (name: string) => families.get(name)?.samples ?? [];
  const value = (name: string, labels: Readonly<Record<string, string>> = {}): string => {
    const found = samples(name).find((sample) =>
      Object.entries(labels).every(([label, wanted]) => sample.labels.get(label) === wanted),
    );
    return String(found?.value ?? 0);
  };
  return {
    alive: 'true',
    ready: value('kernel_ready') === '1' ? 'true' : 'false',
    'degraded.count': value('kernel_degraded'),
    'config.version': value('config_version'),
    'config.rejections': value('config_reloads_total', { outcome: 'rejected' }),
    'audit.pending': value('bus_pending', { subscriber: 'audit' }),
    'audit.dropped': value('bus_lagged_total', { subscriber: 'audit' }),
    published: value('events_published_total'),
    ...Object.fromEntries<string>([
      ...samples('service_state')
        .filter((sample) => sample.value === 1)
        .map(
          ({ labels }) =>
            [`${labels.get('service') ?? ''}.state`, labels.get('state') ?? ''] as const,
        ),
      ...samples('service_restarts_total').map(
        (sample) =>
          [`${sample.labels.get('service') ?? ''}.restarts`, String(sample.value)] as const,
      ),
    ]),
  };
}
