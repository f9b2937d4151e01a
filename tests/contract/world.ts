import { afterEach } from 'vitest';
import { chapterDocument, conversationDocument } from '../../shared/document/name.ts';
import { type ConversationId, directIdOf, makeGroupId } from '../../shared/ids/conversation.ts';
import { type MessageId, makeEditId, makeMessageId } from '../../shared/ids/ulid.ts';
import type { AccountFact } from '../../storage/ports/accounts.ts';
import type { CommitRequest, CommitResult, Stamping } from '../../storage/ports/journal.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { mulberry as createRandom } from '../support/mulberry.ts';
import type { Adapter, Disk } from './adapters.ts';
import { bytes, plainWrite, userId } from './plain-write.ts';

interface Clock {
  now: number;
}

interface Writing {
  readonly id?: MessageId;
  readonly chapter?: number;
  readonly expectedVersion?: number;
  readonly words?: string;
  readonly full?: boolean;
  readonly encode?: (stamping: Stamping) => readonly Uint8Array[];
}

/** People and conversations on one storage, with a clock and ids that repeat from run to run. */
export interface World {
  readonly disk: Disk;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly alice: AccountFact;
  readonly bob: AccountFact;
  readonly carol: AccountFact;
  random(): number;
  messageId(): MessageId;
  account(name: string): Promise<AccountFact>;
  group(...members: AccountFact[]): Promise<ConversationId>;
  direct(one: AccountFact, other: AccountFact): Promise<ConversationId>;
  /** A message as a request, judged against the newest version. */
  message(id: ConversationId, author: AccountFact, writing?: Writing): Promise<CommitRequest>;
  /** Commits one message; throws when it is refused. */
  say(id: ConversationId, author: AccountFact, words?: string, chapter?: number): Promise<MessageId>;
  edit(
    id: ConversationId,
    author: AccountFact,
    messageId: MessageId,
    words: string,
    mentions?: readonly number[],
  ): Promise<void>;
  erase(id: ConversationId, author: AccountFact, messageId: MessageId, chapter?: number): Promise<void>;
  rename(id: ConversationId, author: AccountFact, name: string): Promise<void>;
  commit(request: CommitRequest): Promise<CommitResult>;
}

const disks: Disk[] = [];
afterEach(async () => {
  for (const disk of disks.splice(0)) await disk.dispose();
});

export const createWorld = async (adapter: Adapter, seed = 1): Promise<World> => {
  const random = createRandom(seed);
  const clock = { now: 1_700_000_000_000 };
  const disk = await adapter.start({ now: () => clock.now, random });
  disks.push(disk);
  const { journal, facts } = disk.storage;

  const account = (name: string) =>
    facts.putAccount({
      userId: userId(name.toLowerCase()),
      name,
      email: `${name.toLowerCase()}@example.org`,
      at: clock.now,
    });
  const messageId = () => makeMessageId(clock.now, random);

  const commit = async (request: CommitRequest): Promise<CommitResult> => {
    const [result] = await journal.commit([request]);
    if (result === undefined) throw new Error('A request was not answered.');
    return result;
  };
  const must = async (request: CommitRequest) => {
    const result = await commit(request);
    if (result.kind !== 'done') throw new Error(`Refused: ${JSON.stringify(result)}`);
  };
  const onChapter = async (id: ConversationId, author: AccountFact, chapter: number): Promise<CommitRequest> => {
    const document = chapterDocument(id, chapter);
    return { ...plainWrite(document, await journal.version(document)), userId: author.userId, conversationId: id };
  };

  const message: World['message'] = async (id, author, writing = {}) => {
    const chapter = writing.chapter ?? 0;
    const request = await onChapter(id, author, chapter);
    const entry = bytes(writing.words ?? 'hello');
    return {
      ...request,
      expectedVersion: writing.expectedVersion ?? request.expectedVersion,
      encode: writing.encode ?? (() => [entry]),
      effects: {
        conversationId: id,
        chapter,
        messages: [{ id: writing.id ?? messageId(), author: author.number, at: clock.now, entry }],
        edits: [],
        deletions: [],
        full: writing.full ?? false,
      },
    };
  };

  return {
    disk,
    storage: disk.storage,
    clock,
    random,
    messageId,
    account,
    alice: await account('Alice'),
    bob: await account('Bob'),
    carol: await account('Carol'),
    group: async (...members) => {
      const id = makeGroupId(clock.now, random);
      const [owner] = members;
      if (owner === undefined) throw new Error('A group needs somebody.');
      await facts.createConversation(
        {
          id,
          kind: 'group',
          createdBy: owner.userId,
          name: 'Group',
          members: members.map((one) => ({ userId: one.userId, role: one === owner ? 'owner' : 'member' })),
        },
        clock.now,
      );
      return id;
    },
    direct: async (one, other) => {
      const id = directIdOf(one.userId, other.userId);
      const members = [one, other].map((each) => ({ userId: each.userId, role: 'member' as const }));
      await facts.createConversation(
        { id, kind: 'direct', createdBy: one.userId, name: undefined, members },
        clock.now,
      );
      return id;
    },
    message,
    say: async (id, author, words = 'hello', chapter = 0) => {
      const messageIdOfThis = messageId();
      await must(await message(id, author, { id: messageIdOfThis, words, chapter }));
      return messageIdOfThis;
    },
    edit: async (id, author, edited, words, mentions = []) => {
      const edits = [{ id: makeEditId(clock.now, random), messageId: edited, entry: bytes(words), mentions }];
      await must({
        ...(await onChapter(id, author, 0)),
        effects: { conversationId: id, chapter: 0, messages: [], edits, deletions: [], full: false },
      });
    },
    erase: async (id, author, erased, chapter = 0) => {
      await must({
        ...(await onChapter(id, author, chapter)),
        purge: true,
        effects: { conversationId: id, chapter, messages: [], edits: [], deletions: [erased], full: false },
      });
    },
    rename: async (id, author, name) => {
      const document = conversationDocument(id);
      const version = await journal.version(document);
      await must({ ...plainWrite(document, version), userId: author.userId, conversationId: id, name });
    },
    commit,
  };
};
