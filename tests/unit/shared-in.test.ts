import { expect, it } from 'vitest';
// Loaded late by the replica: here they must be at hand, because virtual time does not wait for a file.
import '../../client/replica/commands/late-handlers.ts';
import { putIntoField } from '../../client/features/share/put-into-field.ts';
import { joinShared } from '../../client/files/share/shared-store.ts';
import { Harbour } from '../support/fake-sync-server.ts';

it('APP-1 what is shared goes behind the new message, and an edit in progress stays as it is', async () => {
  const harbour = new Harbour();
  const alice = await harbour.device('alice', 'alice');
  const id = await harbour.direct(alice, 'bob');
  const messageId = await harbour.send(alice, id, 'sent before');
  await harbour.run(3_000);
  const draft = () => alice.conversations.find((row) => row.id === id)?.draft;
  const target = { kind: 'edit' as const, chapter: 0, messageId };
  await harbour.answer(alice.call('saveDraft', { conversationId: id, text: 'half a message' }));
  await harbour.answer(alice.call('saveDraft', { conversationId: id, text: 'long edit', target }));
  const app = {
    me: () => {
      throw new Error('no files');
    },
    channel: { call: (...given: Parameters<typeof alice.call>) => alice.call(...given) },
  } as unknown as Parameters<typeof putIntoField>[0];
  const put = (text: string) => harbour.answer(putIntoField(app, { id }, text, []));
  expect(await put('https://shared.example')).toBe('all');
  await harbour.run(1_000);
  expect(draft()).toMatchObject({ text: 'half a message\nhttps://shared.example', target, edit: 'long edit' });
  // Files that failed after it: the person tries again.
  await put('https://shared.example');
  await harbour.run(1_000);
  expect(draft()?.text).toBe('half a message\nhttps://shared.example');
  expect(await put('x'.repeat(200_000))).toBe('too-long');
  expect(draft()?.text).toBe('half a message\nhttps://shared.example');
});

it('APP-1 nothing of a long text is cut off', () => {
  const long = `${'x'.repeat(25_000)}end`;
  expect(joinShared([undefined, long, undefined])).toBe(long);
});
