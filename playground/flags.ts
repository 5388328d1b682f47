/** One key of the config, as `--help` tells it. */
export interface Flag {
  readonly key: string;
  readonly fallback: string;
  readonly meaning: string;
}

/** The demo's services, in the order they start: those who listen start first, and stop last. */
export const SERVICES = ['audit', 'rollup', 'crunch', 'host', 'statsd'] as const;

/** The demo's own keys. */
export const DEMO_FLAGS: readonly Flag[] = [
  { key: 'host.interval', fallback: '250ms', meaning: 'how often host samples the machine' },
  { key: 'statsd.address', fallback: '127.0.0.1:8125', meaning: 'where statsd listens, UDP' },
  { key: 'rollup.window', fallback: '1s', meaning: 'how long rollup sums up' },
  { key: 'audit.file', fallback: 'build/audit.jsonl', meaning: 'where audit appends JSON lines' },
  {
    key: 'audit.capacity',
    fallback: '256',
    meaning: 'events that audit may be behind, and per write',
  },
  {
    key: 'audit.delay',
    fallback: '50ms',
    meaning: 'what each of its writes takes longer than it needs',
  },
  { key: 'chaos.crash', fallback: '', meaning: `which crashes: ${SERVICES.join(', ')}` },
  { key: 'chaos.every', fallback: '250ms', meaning: 'how long it runs until it does' },
];

/** The kernel's keys. */
export const KERNEL_FLAGS: readonly Flag[] = [
  { key: 'bus.capacity', fallback: '4096', meaning: 'events that a subscriber may be behind' },
  { key: 'bus.lossWarning', fallback: '5s', meaning: 'degraded when a loss is this near' },
  { key: 'supervisor.backoffBase', fallback: '100ms', meaning: 'first delay before a restart' },
  { key: 'supervisor.backoffCap', fallback: '30s', meaning: 'longest delay before a restart' },
  { key: 'supervisor.restartCap', fallback: '5', meaning: 'restarts allowed within the window' },
  {
    key: 'supervisor.restartWindow',
    fallback: '60s',
    meaning: 'the window; past the cap: quarantine',
  },
  { key: 'supervisor.stableAfter', fallback: '10s', meaning: 'uptime that resets the delay' },
  {
    key: 'supervisor.startTimeout',
    fallback: '30s',
    meaning: 'how long a service may take to start',
  },
  { key: 'supervisor.stopTimeout', fallback: '5s', meaning: 'how long a service may take to stop' },
  {
    key: 'observability.enabled',
    fallback: 'true',
    meaning: 'serve /healthz, /readyz and /metrics',
  },
  { key: 'observability.address', fallback: '127.0.0.1:9600', meaning: 'where to serve them' },
  {
    key: 'observability.allowedHosts',
    fallback: '',
    meaning: 'further Host headers it answers to',
  },
  { key: 'observability.page', fallback: 'true', meaning: 'serve a live page at / too' },
  {
    key: 'observability.watchdogAddress',
    fallback: '',
    meaning: 'where a thread of its own serves /healthz',
  },
  {
    key: 'observability.stallThreshold',
    fallback: '5s',
    meaning: 'how long the event loop may stand still',
  },
  { key: 'recorder.enabled', fallback: 'false', meaning: 'record what happens last' },
  { key: 'recorder.events', fallback: '1000', meaning: 'events it holds' },
  { key: 'recorder.bytes', fallback: '4194304', meaning: 'memory they may take' },
  {
    key: 'recorder.file',
    fallback: 'build/recording.json',
    meaning: 'where a crash leaves the recording',
  },
  { key: 'recorder.endpoint', fallback: 'true', meaning: 'serve it at /debug/recorder' },
  { key: 'log.format', fallback: 'text', meaning: 'text for people, json for machines' },
  { key: 'log.level', fallback: 'info', meaning: 'error, warn, info or debug' },
  { key: 'shutdown.drainDelay', fallback: '0s', meaning: 'how long to be unready before stopping' },
  { key: 'shutdown.deadline', fallback: '10s', meaning: 'how long stopping may take in all' },
];
