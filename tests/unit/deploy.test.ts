import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { readConfig } from '../../sync-server/config.ts';
import { createMetrics } from '../../sync-server/metrics/create-metrics.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(join(ROOT, path)).isFile());

/** What the operator copies and reads. */
const FILES = [...filesIn('deploy'), 'docs/self-hosting.md', 'README.md'];
/** Of Caddy alone. */
const OF_OTHERS = ['SKERRY_UPSTREAM'];

it('OPS-15 deployment files and their guide name only settings that there are, and the README names all', () => {
  const known = (name: string): boolean => {
    const result = readConfig({ [name]: 'on' });
    return result.kind === 'mistakes' || result.warnings.length === 0;
  };
  for (const path of FILES)
    for (const [name] of read(path).matchAll(/\bSKERRY_[A-Z0-9_]*[A-Z0-9]\b/g))
      expect(known(name) || OF_OTHERS.includes(name), `${name} in ${path}`).toBe(true);
  const settings = new Set(
    [...read('sync-server/config.ts').matchAll(/^ {2}(SKERRY_[A-Z0-9_]+|PORT|HOST):/gm)].map(([, name]) => name),
  );
  expect(settings.size).toBeGreaterThan(15);
  // Only tests may set it.
  settings.delete('SKERRY_RATE_LIMITS');
  const table = read('README.md');
  for (const name of settings) expect(table.includes(`\`${name}\``), `${name} in README.md`).toBe(true);
});

it('OPS-15 dashboard and alert rules name only metrics that there are', async () => {
  const metrics = createMetrics(() => 0);
  metrics.watch({
    sockets: () => 0,
    load: () => ({ connectedDocuments: 0, openDocuments: 0, journalWaiting: 0 }),
    documentsToCompact: async () => 0,
    fileBytes: async () => 0,
    freeBytes: async () => 0,
    missing: async () => [],
  });
  const there = new Set([...(await metrics.text()).matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '']) => name));
  metrics.stop();
  const named = FILES.filter((path) => /alerts|grafana|self-hosting/.test(path)).flatMap((path) =>
    [...read(path).matchAll(/\b(?:skerry|nodejs|process)_[a-z0-9_]+/g)].map(([name]) =>
      name.replace(/_(?:bucket|count|sum)$/, ''),
    ),
  );
  expect(named.length).toBeGreaterThan(20);
  for (const name of named) expect(there, name).toContain(name);
  expect(() => JSON.parse(read('deploy/grafana/skerry.json'))).not.toThrow();
});

it('OPS-15 images are pinned, the server runs without rights and with a root it cannot write to', () => {
  const [dockerfile, compose] = [read('deploy/Dockerfile'), read('deploy/compose.yaml')];
  const scale = read('deploy/compose.scale.yaml');
  const images = [
    dockerfile.matchAll(/^FROM (\S+)/gm),
    ...[compose, scale].map((one) => one.matchAll(/^ +image: (\S+)/gm)),
  ];
  for (const [, image = ''] of images.flatMap((some) => [...some]))
    expect(image).toMatch(/:(?:\d+\.\d+(?:\.\d+)?(?:-[a-z]+)*|RELEASE\.[\dTZ-]+)$/);
  for (const one of [compose, scale]) expect(one).toContain(`image: skerry:${packageJson.version}`);
  expect(scale).toMatch(/^x-skerry: &skerry\n(?: .*\n)*? {2}read_only: true$/m);
  expect(dockerfile).toMatch(/^USER 10001:10001$/m);
  expect(dockerfile).toMatch(/^HEALTHCHECK /m);
  expect(compose.match(/read_only: true/g)).toHaveLength(2);
  expect(read('deploy/systemd/skerry.service')).toMatch(/^ProtectSystem=strict$/m);
});

it('OPS-15 the guide names only commands that there are', () => {
  const program = read('sync-server/program/program.ts');
  const commands = [...program.matchAll(/\.command\('([a-z-]+)'\)/g)].map(([, name]) => name);
  // In code only: in a sentence the word after the name may be any.
  for (const path of FILES)
    for (const [, command = ''] of read(path).matchAll(/`skerry (?:--settings \S+ )?(?:admin )?([a-z][a-z-]+)/g))
      expect(commands, `${command} in ${path}`).toContain(command);
});
