import { chapterDocument, type DocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import type { ConversationRow, MessageState } from '../../channel/protocol.ts';
import type { Directory } from '../directory.ts';
import type { LiveDocument } from '../documents/live-document.ts';
import type { Holdings } from '../holdings.ts';
import { activityOf, toConversationRow } from './conversation-row.ts';

export interface RowsWorld {
  readonly holdings: Holdings;
  readonly directory: Directory;
  readonly peek: (name: DocumentName) => LiveDocument | undefined;
  readonly me: number;
  readonly here: (live: LiveDocument, message: ChapterMessage) => MessageState;
  readonly draftOf: (id: ConversationId) => string;
  readonly isTyping: (id: ConversationId) => boolean;
}

/** The list of conversations, the latest first. A row is made again only when its conversation has changed. */
export interface ConversationRows {
  readonly rows: () => readonly ConversationRow[];
  /** Look at this one again; without an id, at all. */
  readonly forget: (id?: ConversationId) => void;
}

interface Made {
  readonly row: ConversationRow;
  readonly activity: number;
}

export const createConversationRows = (world: RowsWorld): ConversationRows => {
  const { holdings, directory, peek, me } = world;
  const made = new Map<ConversationId, Made>();

  const newestOf = (id: ConversationId, chapters: readonly number[]): ChapterMessage | undefined => {
    for (let i = chapters.length - 1; i >= 0; i--) {
      const messages = peek(chapterDocument(id, chapters[i] ?? 0))?.index?.messages();
      if (messages === undefined) return undefined;
      const last = messages.findLast((one) => one.stamp !== undefined || one.by === me);
      if (last !== undefined) return last;
    }
    return undefined;
  };

  /** Counts itself when the newest chapter is open and holds all that can be unread. */
  const countUnread = (id: ConversationId, chapters: readonly number[], read: number): number | undefined => {
    const newest = chapters[chapters.length - 1] ?? 0;
    const index = peek(chapterDocument(id, newest))?.index;
    const fact = holdings.tables.fact.get(id);
    if (index === undefined || fact === undefined || index.newestSeq() < fact.seq) return undefined;
    const messages = index.messages();
    const first = messages[0]?.stamp?.seq;
    if (newest > 0 && (first === undefined || first > read + 1)) return undefined;
    const isElsewhere = fact.chapters.some(
      ({ chapter, ranges }) => chapter !== newest && ranges.some(([, to]) => to > read),
    );
    if (isElsewhere) return undefined;
    return messages.filter(
      ({ stamp, by, deletedBy }) => stamp !== undefined && stamp.seq > read && by !== me && deletedBy === undefined,
    ).length;
  };

  const make = (id: ConversationId): Made | undefined => {
    const known = directory.get(id);
    if (known === undefined) return undefined;
    const chapters = directory.chapters(id);
    const sources = {
      known,
      fact: holdings.tables.fact.get(id),
      row: holdings.tables.row.get(id),
      newest: newestOf(id, chapters),
      counted: countUnread(id, chapters, known.read),
      me,
      nameOf: (number: number) => directory.person(number).name,
      here: (message: ChapterMessage): MessageState => {
        const live = peek(chapterDocument(id, message.chapter));
        return live === undefined ? 'saved' : world.here(live, message);
      },
      draft: world.draftOf(id),
      typing: world.isTyping(id),
    };
    return { row: toConversationRow(sources), activity: activityOf(sources) };
  };

  return {
    forget: (id) => {
      if (id === undefined) made.clear();
      else made.delete(id);
    },
    rows: () => {
      const all: Made[] = [];
      for (const id of directory.ids()) {
        const one = made.get(id) ?? make(id);
        if (one === undefined) continue;
        made.set(id, one);
        all.push(one);
      }
      return all.sort((a, b) => b.activity - a.activity || (a.row.id < b.row.id ? -1 : 1)).map(({ row }) => row);
    },
  };
};
