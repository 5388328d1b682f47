// Imports run one way: index → createKernel → the parts → events, errors, internal → rxjs.
const parts = '^lib/(bus|supervision|config|health|metrics|logging|http|recorder)/';
const base = '^lib/(internal/|(events|errors)[.]ts$)';
const entries = '^lib/((bus|nats|supervision|testing|workers)/)?index[.]ts$';
const client = '^lib/http/page/client/';
const watchdog = '^lib/http/watchdog/worker[.]ts$';

/** What `path` names is imported within `folder` alone. */
const only = (name, path, folder) => ({
  name,
  severity: 'error',
  comment: `It belongs to ${folder} alone; pass what you need from createKernel.ts.`,
  from: { path: '^lib/', pathNot: `^${folder}` },
  to: { path },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'parts-are-islands',
      severity: 'error',
      comment:
        'createKernel.ts passes functions and streams between parts; shared types are internal.',
      from: { path: parts },
      to: { path: '^lib/', pathNot: ['^lib/$1/', base] },
    },
    {
      name: 'base-stands-alone',
      severity: 'error',
      comment: 'events, errors and internal are what everything stands on.',
      from: { path: base },
      to: { path: '.', pathNot: [base, '(^|/)node_modules/rxjs/'] },
    },
    {
      name: 'kernel-is-wired-once',
      severity: 'error',
      comment:
        'createKernel.ts is reached through the index, what it does also by ron-kernel/testing.',
      from: { path: '^lib/', pathNot: '^lib/(index|createKernel|testing/.*)[.]ts$' },
      to: { path: '^lib/(createKernel|assembleKernel)[.]ts$' },
    },
    {
      name: 'index-is-the-top',
      severity: 'error',
      comment: 'Nothing in the library imports its front door.',
      from: { path: '^lib/' },
      to: { path: '^lib/index[.]ts$' },
    },
    {
      name: 'workers-by-their-own-entry',
      severity: 'error',
      comment: 'ron-kernel/workers stands above the parts; nothing else loads it.',
      from: { path: '^lib/', pathNot: '^lib/workers/' },
      to: { path: '^lib/workers/' },
    },
    {
      name: 'workers-above-the-parts',
      severity: 'error',
      comment: 'It needs the bus, and nothing of the other parts.',
      from: { path: '^lib/workers/' },
      to: { path: '^lib/', pathNot: ['^lib/(workers|bus)/', base] },
    },
    only('yup-in-config', '(^|/)node_modules/yup/', 'lib/config/'),
    only('prom-client-in-metrics', '(^|/)node_modules/prom-client/', 'lib/metrics/'),
    only('winston-in-logging', '(^|/)node_modules/winston/', 'lib/logging/'),
    only('nats-in-nats', '(^|/)node_modules/@nats-io/', 'lib/nats/'),
    only('http-in-http', '^(node:)?https?$', 'lib/http/'),
    {
      name: 'http-on-demand',
      severity: 'error',
      comment: 'A kernel that serves nothing loads no server: import() it.',
      from: { path: '^lib/', pathNot: '^lib/http/' },
      to: { path: '^lib/http/', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'recorder-on-demand',
      severity: 'error',
      comment: 'A kernel that records nothing loads no recorder: import() it.',
      from: { path: '^lib/', pathNot: '^lib/(recorder/|testing/|NodeRecorder[.]ts$)' },
      to: {
        path: '^lib/(recorder/|NodeRecorder[.]ts$)',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'nats-on-demand',
      severity: 'error',
      comment: 'The client is an optional peer, loaded when a bridge starts: import() it.',
      from: { path: '^lib/' },
      to: {
        path: '(^|/)node_modules/@nats-io/|^lib/nats/client/realTransport[.]ts$',
        dynamic: false,
        dependencyTypesNot: ['type-only', 'type-import'],
      },
    },
    {
      name: 'nats-above-the-parts',
      severity: 'error',
      comment: 'Bridges are made of the parts; no part knows them.',
      from: { path: '^lib/', pathNot: '^lib/(nats|testing)/' },
      to: { path: '^lib/nats/' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      comment: 'It may use all of the library, which uses nothing of it.',
      from: { path: '^lib/', pathNot: '^lib/testing/' },
      to: { path: '^lib/testing/' },
    },
    {
      name: 'browsers-load-the-client-alone',
      severity: 'error',
      comment: 'What runs in the page imports its own folder, and types.',
      from: { path: client },
      to: { path: '.', pathNot: client, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-client-is-served',
      severity: 'error',
      comment: 'The server hands it out; nothing in Node.js runs it.',
      from: { path: '^lib/', pathNot: client },
      to: { path: client },
    },
    {
      name: 'the-watchdog-loads-little',
      severity: 'error',
      comment:
        'It is a thread that most of the library, and every package, would only make bigger.',
      from: { path: watchdog },
      to: { path: '(^|/)node_modules/', reachable: true },
    },
    {
      name: 'the-watchdog-is-a-thread',
      severity: 'error',
      comment: 'Nothing imports what a worker runs.',
      from: { path: '^lib/' },
      to: { path: watchdog },
    },
    {
      name: 'bus-and-supervision-need-rxjs-alone',
      severity: 'error',
      comment: 'ron-kernel/bus and ron-kernel/supervision run in a browser.',
      from: { path: '^lib/(bus|supervision)/index[.]ts$' },
      to: { path: '.', pathNot: ['^lib/', '(^|/)node_modules/(rxjs|tslib)/'], reachable: true },
    },
    {
      name: 'services-from-the-index',
      severity: 'error',
      comment:
        'Worker and process services are exported from ron-kernel, not from its browser entries.',
      from: {
        path: '^lib/',
        pathNot: ['^lib/(index|startWatchdog)[.]ts$', '^lib/supervision/services/'],
      },
      to: { path: '^lib/supervision/services/' },
    },
    {
      name: 'rxjs-by-its-front-door',
      severity: 'error',
      from: {},
      to: { path: '(^|/)node_modules/rxjs/', pathNot: '/index([.]d)?[.][jt]s$' },
    },
    {
      name: 'library-imports-no-user',
      severity: 'error',
      comment: 'spec, perf and playground import the library.',
      from: { path: '^lib/' },
      to: { path: '^(spec|perf|playground)/' },
    },
    {
      name: 'users-stay-apart',
      severity: 'error',
      comment: 'Only a spec may look into perf or playground, to test them.',
      from: { path: '^(perf|playground)/' },
      to: { path: '^(spec|perf|playground)/', pathNot: '^$1/' },
    },
    {
      name: 'users-by-the-front-door',
      severity: 'error',
      comment: "perf and playground see what users see: import from 'ron-kernel'.",
      from: { path: '^(perf|playground)/' },
      to: { path: '^lib/', pathNot: entries },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'No entry point leads to this file.',
      from: { path: [entries, watchdog] },
      to: { path: '^lib/', pathNot: [entries, client, watchdog], reachable: false },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'declared-packages',
      severity: 'error',
      comment: 'The library may use what package.json installs beside it.',
      from: { path: '^lib/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'npm-optional'],
        pathNot: '(^|/)node_modules/(rxjs|@nats-io/(jetstream|transport-node|nats-core))/', // peers
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|build)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'default'],
    },
  },
};
