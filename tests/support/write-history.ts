import { encodeUpdate, type MapSet } from '../../shared/admission/encode-update.ts';
import { chapterDocument } from '../../shared/document/name.ts';
import { encodeBody, type MessageBody } from '../../shared/envelope/body.ts';
import { encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { type AccountNumber, SERVER_NUMBER } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { type MessageId, makeMessageId } from '../../shared/ids/ulid.ts';
import type { NewMessage } from '../../storage/ports/journal.ts';
import type { Storage } from '../../storage/ports/storage.ts';

export interface WrittenMessage {
  readonly id: MessageId;
  readonly chapter: number;
  readonly at: number;
}

export interface History {
  readonly conversationId: ConversationId;
  readonly count: number;
  /** Messages in a chapter before the next one begins. */
  readonly perChapter: number;
  /** Who writes a message, and when (ms since 1970, never decreasing); a message may reply to earlier ones. */
  readonly message: (
    index: number,
    written: readonly WrittenMessage[],
  ) => { readonly by: number; readonly at: number; readonly body: MessageBody };
  readonly random: () => number;
}

/** This many messages share one row of the journal. */
const BATCH = 500;

/**
 * Writes a history into a database as the server would have admitted it: structs of their authors, stamps of the server,
 * seqs, latest messages and the chapter directory. Thousands of messages a second. The documents must not be open in a
 * server.
 * @param storage opened with a clock that `setNow` sets: stamps carry the times of the messages
 */
export const writeHistory = async (
  storage: Storage,
  setNow: (at: number) => void,
  history: History,
): Promise<readonly WrittenMessage[]> => {
  const { conversationId, count, perChapter, random } = history;
  const written: WrittenMessage[] = [];
  while (written.length < count) {
    const chapter = Math.floor(written.length / perChapter);
    const document = chapterDocument(conversationId, chapter);
    const end = Math.min(count, (chapter + 1) * perChapter);
    const clients = new Map<number, { readonly id: number; clock: number }>();
    const clientOf = (number: number): { readonly id: number; clock: number } => {
      const known = clients.get(number) ?? { id: makeClientId(number as AccountNumber, random), clock: 0 };
      clients.set(number, known);
      return known;
    };
    let expectedVersion = await storage.journal.version(document);
    while (written.length < end) {
      const size = Math.min(BATCH, end - written.length);
      const messages: NewMessage[] = [];
      const times: number[] = [];
      const setsOf = new Map<number, MapSet[]>();
      for (let i = 0; i < size; i++) {
        const { by, at, body } = history.message(written.length, written);
        const id = makeMessageId(at, random);
        const value = encodeEnvelope({ by, device: 1, at, alg: 0, body: encodeBody(body) });
        const sets = setsOf.get(by) ?? [];
        setsOf.set(by, sets);
        sets.push({ root: 'messages', key: id, value, origin: undefined });
        messages.push({ id, author: by as AccountNumber, at, entry: value });
        times.push(at);
        written.push({ id, chapter, at });
      }
      setNow(times.at(-1) ?? 0);
      const [result] = await storage.journal.commit([
        {
          document,
          expectedVersion,
          userId: undefined,
          conversationId,
          effects: {
            conversationId,
            chapter,
            messages,
            edits: [],
            deletions: [],
            full: written.length === end && end < count,
          },
          purge: false,
          name: undefined,
          encode: ({ firstSeq }) => {
            const stamps = messages.map(({ id }, i) => ({
              root: 'stamps',
              key: id,
              value: [firstSeq + i, times[i] ?? 0],
              origin: undefined,
            }));
            setsOf.set(SERVER_NUMBER, stamps);
            return [...setsOf].map(([number, sets]) => {
              const client = clientOf(number);
              const update = encodeUpdate(client.id, client.clock, sets, []);
              client.clock += sets.length;
              return update;
            });
          },
        },
      ]);
      if (result?.kind !== 'done') throw new Error(`The history was not written: ${result?.kind}`);
      expectedVersion = result.position;
    }
  }
  return written;
};
