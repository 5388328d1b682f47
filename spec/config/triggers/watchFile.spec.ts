import type { FSWatcher } from 'chokidar';
import { once } from 'node:events';
import { statSync, type Stats } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Subscription } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { watchFile } from '../../../lib/config/triggers/watchFile.js';

type Look = (now: Stats, before: Stats) => void;

interface Watch {
  readonly watcher: FSWatcher;
  /** Resolves once its events are on. */
  readonly ready: Promise<unknown>;
}

/** What watches, by path: events, which are real, and looks, which are only taken by hand. */
const { watches, looks } = vi.hoisted(() => ({
  watches: new Map<string, Watch>(),
  looks: new Map<string, Look>(),
}));
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  watchFile: (path: string, _: object, look: Look) => looks.set(path, look),
  unwatchFile: (path: string) => looks.delete(path),
}));
vi.mock('chokidar', async (original) => {
  const chokidar = await original<typeof import('chokidar')>();
  const watch: typeof chokidar.watch = (path, options) => {
    const watcher = chokidar.watch(path, options);
    watches.set(String(path), { watcher, ready: once(watcher, 'ready') });
    return watcher;
  };
  return { ...chokidar, watch };
});

/** A file in a directory with another, in a folder of their own, and what is told of it. */
class Place implements AsyncDisposable {
  readonly directory: string;
  readonly file: string;
  readonly other: string;
  signs = 0;
  subscription = Subscription.EMPTY;

  private constructor(readonly folder: string) {
    this.directory = join(folder, 'etc');
    this.file = join(this.directory, 'app.toml');
    this.other = join(this.directory, 'other.toml');
  }

  static async make(): Promise<Place> {
    const place = new Place(await mkdtemp(join(tmpdir(), 'ron-kernel-')));
    await mkdir(place.directory);
    await writeFile(place.file, 'port = 1\n');
    await writeFile(place.other, '');
    return place;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.subscription.unsubscribe();
    await rm(this.folder, { recursive: true });
  }

  async watch(): Promise<FSWatcher> {
    this.subscription = watchFile(this.file).subscribe(() => (this.signs += 1));
    return this.events();
  }

  /** The events that were asked for, once they are on. */
  async events(): Promise<FSWatcher> {
    return vi.waitFor(
      async () => {
        const watch = watches.get(this.directory);
        if (watch === undefined) throw new Error('nothing is watched');
        watches.delete(this.directory);
        await watch.ready;
        return watch.watcher;
      },
      { timeout: 30_000 },
    );
  }

  async sign(): Promise<void> {
    await vi.waitFor(() => expect(this.signs).toBeGreaterThan(0), { timeout: 30_000 });
  }

  /** Takes a look at a path, which differs from the last in what is given, if in anything. */
  look(path: string, changes: Partial<Stats> = {}): void {
    const before = statSync(this.folder);
    looks.get(path)?.(Object.assign(statSync(this.folder), changes), before);
  }
}

describe('events tell by themselves', () => {
  it.each([
    ['written in place', ({ file }: Place) => writeFile(file, 'port = 2\n')],
    ['renamed over', ({ file, other }: Place) => rename(other, file)],
    ['deleted', ({ file }: Place) => unlink(file)],
    ['given other permissions', ({ file }: Place) => chmod(file, 0o600)],
  ])('of a file that is %s', async (_, change) => {
    await using place = await Place.make();
    await place.watch();
    expect(place.signs).toBe(0);
    await change(place);
    await place.sign();
  });

  it('of a file that is made', async () => {
    await using place = await Place.make();
    await unlink(place.file);
    await place.watch();
    expect(place.signs).toBe(0);
    await writeFile(place.file, 'port = 2\n');
    await place.sign();
  });

  it('of a link that goes through another which is swapped, as Kubernetes does it', async () => {
    await using place = await Place.make();
    const { directory, file } = place;
    for (const version of ['1', '2']) {
      await mkdir(join(directory, version));
      await writeFile(join(directory, version, 'app.toml'), version);
    }
    await symlink('1', join(directory, '..data'));
    await unlink(file);
    await symlink('..data/app.toml', file);
    await place.watch();
    await symlink('2', join(directory, '..data_tmp'));
    await rename(join(directory, '..data_tmp'), join(directory, '..data'));
    await place.sign();
  });

  it('of what a link leads to in another directory', async () => {
    await using place = await Place.make();
    const target = join(place.folder, 'real.toml');
    await writeFile(target, '');
    await unlink(place.file);
    await symlink(target, place.file);
    await place.watch();
    await writeFile(target, 'port = 2\n');
    await place.sign();
  });

  it('also where they name the file alone, and not what happened in its directory', async () => {
    await using place = await Place.make();
    const watcher = await place.watch();
    watcher.emit('all', 'change', place.file);
    expect(place.signs).toBe(1);
  });

  it('without watching what else is in the directory', async () => {
    await using place = await Place.make();
    const watcher = await place.watch();
    expect(watcher.getWatched()[place.directory]).toEqual(['app.toml']);
  });

  it('of their own failure, after which looks go on', async () => {
    await using place = await Place.make();
    const watcher = await place.watch();
    watcher.emit('error', new Error('no watch is left'));
    expect(place.signs).toBe(1);
    place.look(place.file);
    expect(place.signs).toBe(2);
  });

  it('until nobody listens', async () => {
    await using place = await Place.make();
    const watcher = await place.watch();
    const watched = () => [place.file, place.directory].filter((path) => looks.has(path));
    expect(watched()).toHaveLength(2);
    place.subscription.unsubscribe();
    expect(watcher.closed).toBe(true);
    expect(watched()).toHaveLength(0);
  });
});

describe('what happens beside it in the directory', () => {
  const inPlace = () => {};
  const linked = async ({ file, other }: Place) => {
    await unlink(file);
    await symlink(other, file);
  };
  const missing = ({ file }: Place) => unlink(file);

  it.each([
    { is: 'a file', make: inPlace, event: 'change', name: 'app.toml', signs: 1 },
    { is: 'a file', make: inPlace, event: 'rename', name: 'app.toml', signs: 1 },
    { is: 'a file', make: inPlace, event: 'change', name: 'else', signs: 0 },
    { is: 'a file', make: inPlace, event: 'rename', name: 'else', signs: 0 },
    { is: 'a link', make: linked, event: 'change', name: 'else', signs: 0 },
    { is: 'a link', make: linked, event: 'rename', name: 'else', signs: 1 },
    { is: 'missing', make: missing, event: 'change', name: 'else', signs: 0 },
    { is: 'missing', make: missing, event: 'rename', name: 'else', signs: 1 },
  ] as const)(
    'is a sign if it may be the way of a link: $is, $event of $name',
    async ({ make, event, name, signs }) => {
      await using place = await Place.make();
      await make(place);
      const watcher = await place.watch();
      watcher.emit('raw', event, name, {});
      expect(place.signs).toBe(signs);
    },
  );
});

describe('a look', () => {
  it('at the file is a sign, whatever the events say', async () => {
    await using place = await Place.make();
    await place.watch();
    place.look(place.file);
    expect(place.signs).toBe(1);
  });

  it.each([
    ['has another inode', { ino: 7 }],
    ['was born at another time, though with the same inode', { birthtimeMs: 7 }],
  ])('at its directory, which %s, leads to events of the new one', async (_, changes) => {
    await using place = await Place.make();
    const { directory } = place;
    const old = await place.watch();
    await rename(directory, join(place.folder, 'old'));
    await mkdir(directory);
    place.look(directory, changes);
    await place.events();
    expect(old.closed).toBe(true);
    place.signs = 0;
    await writeFile(place.file, 'port = 2\n');
    await place.sign();
  });

  it('at its directory, where files come and go, leaves the events on', async () => {
    await using place = await Place.make();
    const watcher = await place.watch();
    place.look(place.directory, { mtimeMs: 7, size: 7 });
    expect(watcher.closed).toBe(false);
  });
});
