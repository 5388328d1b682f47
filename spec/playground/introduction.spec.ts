import { describe, expect, it } from 'vitest';
import { introduction } from '../../playground/introduction.js';

const whereabouts = {
  services: ['host', 'statsd'],
  observability: '127.0.0.1:9600',
  page: true,
  statsd: '127.0.0.1:8125',
  audit: 'build/audit.jsonl',
  config: 'playground/kernel.toml',
};

describe('introduction', () => {
  it('says what runs, where to look and how to send a metric', () => {
    expect(introduction(whereabouts)).toMatchInlineSnapshot(`
      "ron-kernel demo: host, statsd are running; Ctrl-C stops them
        look at it      http://127.0.0.1:9600/   # in a browser
        is it ready?    curl http://127.0.0.1:9600/readyz
        what it counts  curl http://127.0.0.1:9600/metrics
        send a metric   echo 'greetings:1|c' > /dev/udp/127.0.0.1/8125   # in bash
                        echo 'greetings:1|c' | nc -u -w1 127.0.0.1 8125
        see it arrive   tail -f build/audit.jsonl | grep greetings
        what's unusual  tail -f build/audit.jsonl | grep '"anomalies":\\[{'
        make it lag     for i in {1..2000}; do echo "load:$i|ms"; done > /dev/udp/127.0.0.1/8125
        make it crash   set crash = "statsd" under [chaos] in playground/kernel.toml; "" ends it"
    `);
  });

  it('leaves out what is not served', () => {
    expect(introduction({ ...whereabouts, page: false })).not.toContain('browser');
    expect(introduction({ ...whereabouts, observability: undefined })).not.toContain('curl');
  });

  it('names an IPv6 host as shells want it', () => {
    expect(introduction({ ...whereabouts, statsd: '[::1]:9' })).toContain('/dev/udp/::1/9 ');
  });
});
