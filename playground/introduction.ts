import { parseAddress } from './parseAddress.js';

/** Where things are, once the demo runs. */
export interface Whereabouts {
  readonly services: readonly string[];
  /** Where the server listens, as `host:port`; undefined if it is off. */
  readonly observability: string | undefined;
  /** Whether it serves the page. */
  readonly page: boolean;
  /** Where `statsd` listens, as `host:port`. */
  readonly statsd: string;
  /** The file that `audit` appends to. */
  readonly audit: string;
  /** The file that configures it. */
  readonly config: string;
}

/** Says what runs, where to look and what to try. */
export function introduction({
  services,
  observability,
  page,
  statsd,
  audit,
  config,
}: Whereabouts): string {
  const { host = '', port = 0 } = parseAddress(statsd) ?? {};
  const url = `http://${observability ?? ''}`;
  const looks = [
    ...(page ? [['look at it', `${url}/   # in a browser`]] : []),
    ['is it ready?', `curl ${url}/readyz`],
    ['what it counts', `curl ${url}/metrics`],
  ];
  const lines = [
    ...(observability === undefined ? [] : looks),
    ['send a metric', `echo 'greetings:1|c' > /dev/udp/${host}/${port}   # in bash`],
    ['', `echo 'greetings:1|c' | nc -u -w1 ${host} ${port}`],
    ['see it arrive', `tail -f ${audit} | grep greetings`],
    ["what's unusual", `tail -f ${audit} | grep '"anomalies":\\[{'`],
    ['make it lag', `for i in {1..2000}; do echo "load:$i|ms"; done > /dev/udp/${host}/${port}`],
    ['make it crash', `set crash = "statsd" under [chaos] in ${config}; "" ends it`],
  ];
  return [
    `ron-kernel demo: ${services.join(', ')} are running; Ctrl-C stops them`,
    ...lines.map(([what = '', how = '']) => `  ${what.padEnd(14)}  ${how}`),
  ].join('\n');
}
