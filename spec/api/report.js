// What each entry point exports, written down: `npm run api` rewrites spec/api/*.api.md from the
// built declarations; with --check (as in CI) a difference is an error instead.
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packageJson = join(root, 'package.json');
const check = process.argv.includes('--check');
const error = { logLevel: ExtractorLogLevel.Error };
const ofIndex = new Set();
const none = { logLevel: ExtractorLogLevel.None };

for (const [name, { types }] of Object.entries(
  JSON.parse(readFileSync(packageJson, 'utf8')).exports,
)) {
  const entry = name === '.' ? 'index' : basename(name);
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: packageJson,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, types),
      compiler: { tsconfigFilePath: join(root, 'lib/tsconfig.json') },
      apiReport: {
        enabled: true,
        reportFileName: `${entry}.api.md`,
        reportFolder: join(root, 'spec/api'),
        reportTempFolder: join(root, 'build/api'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: error },
        // Comments are typedoc's to judge.
        extractorMessageReporting: {
          default: error,
          'ae-missing-release-tag': none,
          'ae-undocumented': none,
          'ae-unresolved-link': none,
        },
        tsdocMessageReporting: { default: none },
      },
    },
  });
  const { succeeded } = Extractor.invoke(config, {
    localBuild: !check,
    printApiReportDiff: check,
    messageCallback: (message) => {
      // Whoever tests what they made with ron-kernel has the types of ron-kernel.
      const [, symbol] = /^The symbol "(\w+)" needs to be exported/.exec(message.text) ?? [];
      if (entry === 'testing' && ofIndex.has(symbol)) message.logLevel = ExtractorLogLevel.None;
    },
  });
  if (!succeeded) process.exitCode = 1;
  if (entry !== 'index') continue;
  const report = readFileSync(join(root, 'build/api', `${entry}.api.md`), 'utf8');
  for (const [, symbol] of report.matchAll(
    /^export .*?(?:class|interface|type|function|const) (\w+)/gm,
  )) {
    ofIndex.add(symbol);
  }
}
