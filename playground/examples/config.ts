// A config file is edited while the program runs: a bad edit is rejected, a good one applied.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duration, envSource, fileSource, LiveConfig } from 'ron-kernel';
import { number, object, string } from 'yup';

const folder = await mkdtemp(join(tmpdir(), 'config-example-'));
const file = join(folder, 'app.toml');
await writeFile(file, 'timeout = "2s"\n');

const config = await LiveConfig.open({
  schema: object({
    timeout: duration(number().min(100).default(1_000)),
    log: object({ level: string().oneOf(['debug', 'info']).default('info') }),
  }),
  sources: [fileSource(file), envSource('EXAMPLE_')],
});
config.select(({ timeout }) => timeout).subscribe((ms) => console.log(`timeout: ${ms} ms`));
config.rejections$.subscribe((error) => console.log(error.message.replace(folder, '')));

await writeFile(file, 'timeuot = "3s"\n');
console.log((await config.reload()).status);
await writeFile(file, 'timeout = "3s"\n[log]\nlevel = "debug"\n');
const outcome = await config.reload();
console.log(outcome.status, 'changed' in outcome ? outcome.changed : '');

await config.close();
await rm(folder, { recursive: true });
