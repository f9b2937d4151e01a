import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { join, type Member } from './members.ts';
import { type RunningServer, startSkerry } from './skerry-process.ts';

export interface ThreeMembers {
  readonly server: RunningServer;
  readonly alice: Member;
  readonly bob: Member;
  /** The one who attacks. */
  readonly mallory: Member;
  /** Stops the server and removes its folder. */
  readonly end: () => Promise<void>;
}

/** A server of their own, with Alice, Bob and Mallory signed up on it. */
export const startWithThreeMembers = async (): Promise<ThreeMembers> => {
  const folder = mkdtempSync(joinPath(tmpdir(), 'skerry-three-'));
  const server = await startSkerry(folder);
  const [alice, bob, mallory] = await Promise.all([
    join(server, 'alice'),
    join(server, 'bob'),
    join(server, 'mallory'),
  ]);
  const end = async (): Promise<void> => {
    for (const member of [alice, bob, mallory]) member.client.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { server, alice, bob, mallory, end };
};
