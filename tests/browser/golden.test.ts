import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type DeviceDatabase, writeDatabases } from '../golden/device-databases.ts';
import { GOLDEN_SECRET, goldenSets, readPacked, unpackFolder } from '../golden/pack.ts';
import { openDevice } from '../support/chromium.ts';
import { runSkerry } from '../support/run-skerry.ts';
import { startServer } from '../support/start-server.ts';
import { Person, SERVER_ENV } from './person.ts';

const WIDE = { width: 1440, height: 900 };

it.each(goldenSets())('DB-19 the data folder and a device of version %s go on with this one', async (set) => {
  const data = mkdtempSync(join(tmpdir(), 'skerry-golden-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  unpackFolder(readPacked(set, 'server') as Record<string, string>, data);
  const env = { ...SERVER_ENV, SKERRY_SECRET: GOLDEN_SECRET };
  const server = await startServer({ data, env });

  const alice = new Person(await openDevice('Alice', { viewport: WIDE }), server, 'Alice');
  await alice.isSignedIn('sign-in');
  await alice.open('Boat club');
  await alice.sees('The boat leaves at eight');
  await alice.seesReaction('leaves at eight', '👍', 1);
  await alice.sees('tides.txt');
  await alice.sees('I bring the ropes');
  expect(await alice.count('said by mistake')).toBe(0);

  // A device that was offline when its app and its server were replaced.
  const bob = new Person(await openDevice('Bob', { viewport: WIDE }), server, 'Bob');
  await bob.page.goto(`${server.url}/manifest.webmanifest`);
  await writeDatabases(bob.page, readPacked(set, 'device') as DeviceDatabase[]);
  await bob.isSignedIn('sign-in');
  await bob.open('Boat club');
  await bob.seesState('from the island', 'sent');
  await expect.poll(() => bob.field().inputValue()).toBe('half a sentence');
  for (const text of ['The boat leaves at eight', 'I bring the ropes']) await bob.sees(text);
  await alice.sees('from the island');
  expect([await alice.count('from the island'), await bob.count('from the island')]).toEqual([1, 1]);
  await bob.page.goto(`${server.url}/starred`);
  await bob.seesText('The boat leaves at eight');

  await server.stop();
  const verified = await runSkerry(data, ['verify'], { SKERRY_SECRET: GOLDEN_SECRET });
  expect(verified).toMatchObject({ code: 0, err: '' });
});
