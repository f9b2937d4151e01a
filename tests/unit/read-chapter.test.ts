import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { encodeBody } from '../../shared/envelope/body.ts';
import { encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { parseUserId, SERVER_NUMBER } from '../../shared/ids/account.ts';
import { parseConversationId } from '../../shared/ids/conversation.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import type { ServerDocument, WithDocument } from '../../sync-server/admission/server-document.ts';
import { createReadMessages } from '../../sync-server/programs/read-messages.ts';

type Kind = 'message' | 'deleted' | 'vanished';
const BY = 2_000;

const envelope = (by: number, text?: string) =>
  encodeEnvelope({
    by,
    device: 1,
    at: 1,
    alg: 0,
    body: encodeBody(text === undefined ? { kind: 'deletion' } : { kind: 'text', text }),
    ...(text === undefined ? { author: BY } : {}),
  });

/** Chapters in which the messages stand, by seq from 1, and a reader of them. */
const scene = (messages: readonly (readonly [kind: Kind, chapter: number])[]) => {
  const docs = new Map<number, Y.Doc>();
  for (const [i, [kind, chapter]] of messages.entries()) {
    const doc = docs.get(chapter) ?? new Y.Doc();
    docs.set(chapter, doc);
    const id = makeMessageId(i, () => (i % 30) / 32);
    doc.getMap('stamps').set(id, [i + 1, i]);
    if (kind === 'message') doc.getMap('messages').set(id, envelope(BY, `${i + 1}`));
    else doc.getMap('deletions').set(id, envelope(kind === 'vanished' ? SERVER_NUMBER : BY));
  }
  const conversationId = parseConversationId('g-00000000-0000-7000-8000-000000000000');
  const userId = parseUserId('alice');
  if (conversationId === undefined || userId === undefined) throw new Error('no ids');
  const withDocument: WithDocument = (name, work) =>
    work({ doc: docs.get(Number(name.split('/')[2])) ?? new Y.Doc() } as ServerDocument);
  const seqsOf = (chapter: number) => messages.flatMap(([, at], i) => (at === chapter ? [i + 1] : []));
  const read = createReadMessages({
    withDocument,
    facts: {
      membership: async () => ({ conversationId, userId, number: BY as never, role: 'member', from: 0 }),
      conversation: async () => ({ seq: messages.length }) as never,
      chapters: async () =>
        [...docs.keys()].map((chapter) => {
          const seqs = seqsOf(chapter);
          // One range that may name more than the chapter holds.
          const ranges = [[Math.min(...seqs), Math.max(...seqs)]] as const;
          return { chapter, full: false, version: 1, ranges };
        }),
    },
  });
  return (cursor: number, limit: number) => read(conversationId, userId, cursor, limit);
};

it('BOT-3 pages of any size give every message that is shown once, in order, whatever chapter it stands in', async () => {
  const kind = fc.constantFrom<Kind>('message', 'message', 'deleted', 'vanished');
  const message = fc.tuple(kind, fc.integer({ min: 0, max: 7 }));
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), async (messages, limit) => {
      const read = scene(messages);
      const seqs: number[] = [];
      for (let cursor = 0, more = true, pages = 0; more; pages++) {
        const page = await read(cursor, limit);
        if (page === undefined || pages > 200) throw new Error('The pages do not end.');
        expect(page.messages.length).toBeLessThanOrEqual(limit);
        expect(page.cursor > cursor || !page.more).toBe(true);
        seqs.push(...page.messages.map(({ seq }) => seq));
        ({ cursor, more } = page);
      }
      expect(seqs).toEqual(messages.flatMap(([one], i) => (one === 'vanished' ? [] : [i + 1])));
    }),
    { numRuns: 150 },
  );
});
