import { chapterDocument, type DocumentName } from '../../shared/document/name.ts';
import { parseConversationId } from '../../shared/ids/conversation.ts';
import type { ConversationFact, FeedPage } from '../../shared/protocol/facts.ts';
import { FEED_LIMITS } from '../../shared/protocol/limits.ts';
import type { ServerMessage } from '../../shared/protocol/messages.ts';

/** Whether a device has a document open, and was sent all of it up to a version. */
export type HasVersion = (document: DocumentName, version: number) => boolean;

/** What a follower was last told of a conversation. */
interface Told {
  /** All that messages do not change, as JSON. */
  readonly settings: string;
  readonly read: number;
}

/** What is always told: it changes with each message. Defaults are left out. */
const newsOf = (fact: ConversationFact, before: Told, hasVersion: HasVersion): Record<string, unknown> => {
  const { id, seq, read, unread, mentions, mentionSeq, members, chapters } = fact;
  return {
    id,
    seq,
    read: read === before.read ? undefined : read,
    unread,
    head: shortHead(fact, hasVersion),
    mentions: mentions === 0 ? undefined : mentions,
    mentionSeq,
    members: members.length === 0 ? undefined : members,
    chapters: chapters.length === 0 ? undefined : chapters,
  };
};

/** The device reads the newest message from its chapter, if it has that open and nothing else happened to the message. */
const shortHead = ({ id, head, seq, chapters }: ConversationFact, hasVersion: HasVersion): unknown => {
  const conversationId = parseConversationId(id);
  if (head?.entry === undefined || head.edit !== undefined || head.seq !== seq || conversationId === undefined)
    return head;
  const version = chapters.find(({ chapter }) => chapter === head.chapter)?.version;
  return version !== undefined && hasVersion(chapterDocument(conversationId, head.chapter), version)
    ? { id: head.id, chapter: head.chapter }
    : head;
};

const settingsOf = ({
  seq: _seq,
  read: _read,
  unread: _unread,
  head: _head,
  mentions: _mentions,
  mentionSeq: _mentionSeq,
  members: _members,
  chapters: _chapters,
  ...settings
}: ConversationFact): string => JSON.stringify(settings);

/**
 * Pages of one follower without what it was told before: of a conversation, the settings are left out while they are as this
 * follower was last told. It expands them by what it knows (client/replica/facts/expand-delta.ts).
 */
export const createFeedDeltas = (hasVersion: HasVersion) => {
  /** By conversation, what was last told; the least recently told go first. */
  const told = new Map<string, Told>();
  let epoch: string | undefined;

  /** @returns what was told before, if its settings are the same */
  const tell = (fact: ConversationFact): Told | undefined => {
    const before = told.get(fact.id);
    const settings = settingsOf(fact);
    told.delete(fact.id);
    // Whoever is out of it is told once.
    if (fact.removedAt === undefined) told.set(fact.id, { settings, read: fact.read });
    for (const oldest of told.keys()) {
      if (told.size <= FEED_LIMITS.toldConversations) break;
      told.delete(oldest);
    }
    return before?.settings === settings ? before : undefined;
  };

  return (page: FeedPage): ServerMessage => {
    if (page.epoch !== epoch) told.clear();
    const before = page.conversations.map(tell);
    if (page.more || page.epoch !== epoch || !before.some((one) => one !== undefined)) {
      epoch = page.epoch;
      return { type: 'feed', page };
    }
    const { proof, since, cursor, at, people } = page;
    const conversations = page.conversations.map((fact, i) => {
      const known = before[i];
      return known === undefined ? fact : newsOf(fact, known, hasVersion);
    });
    return {
      type: 'delta',
      page: { proof, since, cursor, at, people: people.length === 0 ? undefined : people, conversations },
    };
  };
};
