import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const all: Readonly<Record<string, string>> = {
  ...manifest.dependencies,
  ...manifest.devDependencies,
  ...manifest.optionalDependencies,
};

test('CODE-2 every dependency has a reason, and every reason a dependency', () => {
  const named = [...read('docs/dependencies.md').matchAll(/^\| (`.*?) \|/gm)].flatMap((row) =>
    [...(row[1] ?? '').matchAll(/`([^`]+)`/g)].map((cell) => cell[1]),
  );
  expect(named.sort()).toEqual(Object.keys(all).sort());
});

test('CODE-2 every dependency is pinned', () => {
  for (const [name, version] of Object.entries(all)) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
});

test('CODE-2 the lock file holds the runtime for both platforms', () => {
  const { packages } = JSON.parse(read('package-lock.json'));
  for (const arch of ['x64', 'arm64'])
    expect(packages[`node_modules/node-linux-${arch}`]).toMatchObject({ os: 'linux', cpu: arch });
});
