import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { runExport } from '../../client/features/own-data/export/run-export.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour } from '../support/fake-sync-server.ts';

const pictureOf = (last: number) => {
  const bytes = new Uint8Array([0x52, 0x49, 0x46, 0x46, 4, 0, 0, 0, 0x57, 0x45, 0x42, 0x50, 1, 2, last]);
  return { bytes, type: 'image/webp' } as const;
};

const filesOf = async (harbour: Harbour, device: SimulatedDevice) => {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let done = false;
  const making = runExport(
    { format: 'json', only: undefined, files: undefined, madeAt: harbour.scheduler.now },
    {
      call: (name, input) => device.call(name, input),
      sink: { write: async (bytes) => void parts.push(bytes) },
      onProgress: () => {},
      pause: async () => {},
    },
    new AbortController().signal,
  ).finally(() => {
    done = true;
  });
  // What is loaded on demand takes the time of this machine, and the rest that of the simulation.
  for (const end = Date.now() + 20_000; !done && Date.now() < end; ) {
    await harbour.run(20);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const problems = await making;
  const files = unzipSync(new Uint8Array(await new Blob(parts).arrayBuffer()));
  const json = (name: string) => JSON.parse(strFromU8(files[name] ?? new Uint8Array()));
  return { complete: problems.length === 0, problems, files, json };
};

it('DEV-13 EXP-9 the file holds profile, settings, drafts, what is not sent, conversations, and pictures as files', async () => {
  const harbour = new Harbour();
  const alice = await harbour.device('alice', 'alice');
  const id = makeGroupId(harbour.scheduler.now, harbour.random);
  const members = [await harbour.person('bob')];
  const [mine, ours] = [pictureOf(3), pictureOf(4)];
  await harbour.answer(alice.call('createGroup', { conversationId: id, name: 'Crew: 1/2', members }));
  await harbour.answer(alice.call('setPicture', { picture: mine }));
  await harbour.answer(alice.call('setPicture', { conversationId: id, picture: ours }));
  await harbour.send(alice, id, 'all aboard');
  await harbour.answer(alice.call('saveDraft', { conversationId: id, text: 'not yet' }));
  await harbour.run(60_000);

  const all = await filesOf(harbour, alice);
  const profile = all.json('profile.json');
  const group = all.json('conversations/0001 Crew_ 1_2.json');
  expect(profile).toMatchObject({ name: 'alice', picture: expect.stringMatching(/^files\/[0-9a-f]{64}\.webp$/) });
  expect(group).toMatchObject({
    complete: true,
    messages: [
      { event: { kind: 'created' }, text: expect.stringContaining('Crew: 1/2') },
      { own: true, text: 'all aboard' },
      // The server noted it after the message.
      { event: { kind: 'picture' }, seq: 1 },
    ],
  });
  expect(all.files[profile.picture]).toEqual(mine.bytes);
  expect(all.files[group.picture]).toEqual(ours.bytes);
  expect(JSON.stringify(all.json('settings.json'))).toContain('not yet');
  expect([all.complete, all.json('about.json')]).toMatchObject([true, { complete: true, problems: [] }]);

  // A device that has none of it, and no connection: what is missing is said.
  const other = await harbour.device('alice-2', 'alice');
  await harbour.run(5_000);
  other.setOnline(false);
  const part = await filesOf(harbour, other);
  const missing = part.json('about.json').problems.map(({ what }: { what: string }) => what);
  expect([part.complete, missing.filter((what: string) => what === 'picture').length]).toEqual([false, 2]);
});
