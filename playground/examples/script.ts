// A plain script on two parts alone: it counts the words of the pages in this folder, four at a time, and
// tries again what fails. Nothing is set up, nothing is left running.
import { readdir, readFile } from 'node:fs/promises';
import { defer, lastValueFrom, reduce } from 'rxjs';
import { Bus, constant, mergeMapBounded, supervise } from 'ron-kernel';

interface Page {
  readonly file: string;
}

const patiently = supervise<string>({
  restart: 'transient', // what ends normally has ended; what fails is tried again
  backoff: constant({ delay: 100 }),
  limit: { restarts: 3, within: 60_000 },
});
const read = ({ file }: Page) => defer(() => readFile(file, 'utf8')).pipe(patiently);

const pages = new Bus<Page>();
const words = lastValueFrom(
  pages.pipe(
    mergeMapBounded(read, { name: 'words', concurrency: 4, capacity: 1_000 }),
    reduce((sum, text) => sum + text.split(/\s+/).length, 0),
  ),
);

for (const file of await readdir('.')) {
  if (file.endsWith('.md')) pages.publish({ file });
}
const { abandoned } = await pages.close({ timeout: 10_000 }); // waits until all are read
console.log(
  `${pages.stats().published} pages, ${await words} words, ${abandoned.length} left over`,
);
