import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

/** The sets, each made by one version and never changed afterwards. */
export const GOLDEN = import.meta.dirname;
/** What the servers of all sets sign with. */
export const GOLDEN_SECRET = 'known to everybody who reads the tests';
export const goldenSets = (): readonly string[] =>
  readdirSync(GOLDEN, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

export const writePacked = (file: string, value: unknown): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, gzipSync(JSON.stringify(value), { level: 9 }));
};
export const readPacked = (set: string, name: string): unknown =>
  JSON.parse(gunzipSync(readFileSync(join(GOLDEN, set, `${name}.json.gz`))).toString());

/** Every file of a folder by its path below it, as base64; an empty one says nothing. */
export const packFolder = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(folder, file), readFileSync(file).toString('base64')])
      .filter(([, bytes]) => bytes !== ''),
  );

export const unpackFolder = (files: Record<string, string>, folder: string): void => {
  for (const [path, bytes] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Buffer.from(bytes, 'base64'));
  }
};
