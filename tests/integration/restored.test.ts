import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { isStoredStamp } from '../../shared/document/chapter.ts';
import { join, makeGroup } from '../support/members.ts';
import { RawClient } from '../support/raw-client.ts';
import { BUILT_SERVER } from '../support/server-process.ts';
import { startSkerry } from '../support/skerry-process.ts';

const folder = mkdtempSync(joinPath(tmpdir(), 'skerry-restored-'));
const data = joinPath(folder, 'data');
const backup = joinPath(folder, 'backup');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('RUN-5 after a restore devices are told of another epoch, and new stamps come after all old ones', async () => {
  let server = await startSkerry(data);
  const alice = await join(server, 'alice');
  const group = await makeGroup(alice);
  const chapter = await alice.open(group.chapter);
  const writer = alice.writer();
  expect(await chapter.push(writer.message('in the backup').update)).toBe('saved');
  alice.client.close();
  await server.stop();
  cpSync(data, backup, { recursive: true });

  server = await startSkerry(data);
  const again = await RawClient.connect(server.url, { cookie: alice.cookie, origin: server.origin });
  const forgotten = writer.message('not in the backup');
  expect(await (await again.open(group.chapter, alice.token)).push(forgotten.update)).toBe('saved');
  again.close();
  await server.stop();

  rmSync(data, { recursive: true });
  cpSync(backup, data, { recursive: true });
  const noted = spawnSync(process.execPath, [BUILT_SERVER, 'restored'], {
    env: { ...process.env, SKERRY_DATA: data },
  });
  expect(noted.status).toBe(0);
  server = await startSkerry(data);
  try {
    const returning = await RawClient.connect(server.url, { cookie: alice.cookie, origin: server.origin });
    await expect(returning.open(group.chapter, alice.token)).rejects.toThrow('epoch-changed');
    const me = await (await fetch(`${server.origin}/api/me`, { headers: { cookie: alice.cookie } })).json();
    const token = JSON.stringify({ ...JSON.parse(alice.token), epoch: me.epoch });
    const document = await returning.open(group.chapter, token);
    expect(await document.push(forgotten.update)).toBe('saved');
    const stamp = (await document.read()).getMap('stamps').get(forgotten.id);
    expect(isStoredStamp(stamp) ? stamp[0] : 0).toBeGreaterThan(2 ** 20);
    returning.close();
  } finally {
    await server.stop();
  }
}, 60_000);

it('RUN-6 without a database it says where to put the backup', () => {
  const noted = spawnSync(process.execPath, [BUILT_SERVER, 'restored'], {
    env: { ...process.env, SKERRY_DATA: joinPath(folder, 'nowhere') },
  });
  expect(noted.status).toBe(2);
  expect(noted.stderr.toString()).toMatch(/Put the backup there first/);
});
