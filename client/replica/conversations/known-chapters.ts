import { isChapterFull } from '../../../shared/admission/chapter-size.ts';
import {
  chapterDocument,
  conversationDocument,
  type DocumentName,
  parseDocumentName,
} from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ChapterFact } from '../../../shared/protocol/facts.ts';
import type { Limits } from '../../../shared/protocol/limits.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { LocalState } from '../local-state.ts';

/** Size of a chapter differs a little between two encodings of the same; do not turn the page before the server would. */
const BYTES_MARGIN = 1.1;

export interface ChapterDeps {
  readonly localState: LocalState;
  readonly limits: Limits;
  readonly peek: (name: DocumentName) => ReplicaDocument | undefined;
}

/** What is known of the documents of conversations: by the facts, and by what this device has. */
export interface KnownChapters {
  /** The first chapter that is open to one. What the device has of those before stays readable. */
  readonly from: (id: ConversationId) => number;
  /** What the server says of chapters that are open to one or on this device. */
  readonly chapterFacts: (id: ConversationId) => readonly ChapterFact[];
  /** Numbers of chapters that exist on the server or on this device, ascending; never empty. */
  readonly chapters: (id: ConversationId) => readonly number[];
  /** The server has it, or this device does. No other chapter is opened unless a person writes there: that would make it. */
  readonly hasChapter: (id: ConversationId, chapter: number) => boolean;
  /** Neither here nor, by the facts, on the server: what a message or a pin says of such a chapter leads nowhere. */
  readonly isBeyondNewest: (id: ConversationId, chapter: number) => boolean;
  /** The newest chapter that takes messages. `refused`: one that does not, whatever is known of it. */
  readonly chapterForWriting: (id: ConversationId, refused?: number) => DocumentName;
  readonly versionOf: (name: DocumentName) => number;
  /** Documents of a conversation that this device holds. */
  readonly held: (id: ConversationId) => readonly DocumentName[];
  /** Call when a chapter left this device. */
  readonly chapterLeft: () => void;
}

export const createKnownChapters = ({ localState: { tables }, limits, peek }: ChapterDeps): KnownChapters => {
  let indexed = { size: -1, chapters: new Map<string, number[]>() };
  /** Chapters this device holds, by conversation. Their number tells of new records; of one that went, its remover does. */
  const chaptersHere = (): ReadonlyMap<string, readonly number[]> => {
    if (indexed.size === tables.document.size) return indexed.chapters;
    indexed = { size: tables.document.size, chapters: new Map() };
    for (const key of tables.document.keys()) {
      const address = parseDocumentName(key);
      if (address?.kind !== 'chapter') continue;
      const list = indexed.chapters.get(address.conversationId);
      if (list === undefined) indexed.chapters.set(address.conversationId, [address.chapter]);
      else list.push(address.chapter);
    }
    return indexed.chapters;
  };

  const from = (id: ConversationId): number => tables.fact.get(id)?.from ?? 0;
  const chapterFacts = (id: ConversationId): readonly ChapterFact[] => {
    const all = tables.fact.get(id)?.chapters ?? [];
    const first = from(id);
    if (!all.some(({ chapter }) => chapter < first)) return all;
    const here = chaptersHere().get(id) ?? [];
    return all.filter(({ chapter }) => chapter >= first || here.includes(chapter));
  };

  const hasChapter = (id: ConversationId, chapter: number): boolean => {
    const first = from(id);
    return (
      chapter === first ||
      tables.document.has(chapterDocument(id, chapter)) ||
      (chapter > first && tables.fact.get(id)?.chapters.some((fact) => fact.chapter === chapter) === true)
    );
  };

  const isFull = (id: ConversationId, chapter: number): boolean => {
    const name = chapterDocument(id, chapter);
    if (
      tables.fact.get(id)?.chapters.some((fact) => fact.chapter === chapter && fact.full) ||
      tables.document.get(name)?.full === true
    )
      return true;
    const live = peek(name);
    return live !== undefined && isChapterFull(live.doc, live.encodedBytes() / BYTES_MARGIN, limits);
  };

  return {
    from,
    chapterFacts,
    hasChapter,
    chapters: (id) => {
      const numbers = new Set<number>([from(id), ...(chaptersHere().get(id) ?? [])]);
      for (const { chapter } of chapterFacts(id)) numbers.add(chapter);
      return [...numbers].sort((a, b) => a - b);
    },
    isBeyondNewest: (id, chapter) => {
      const facts = tables.fact.get(id)?.chapters;
      return facts !== undefined && chapter > (facts.at(-1)?.chapter ?? 0) && !hasChapter(id, chapter);
    },
    chapterForWriting: (id, refused) => {
      let chapter = from(id);
      for (const fact of tables.fact.get(id)?.chapters ?? []) chapter = Math.max(chapter, fact.chapter);
      while (isFull(id, chapter) || chapter === refused) {
        // A message refused by an older chapter goes to the newest, which takes up to twice its limit.
        if (refused !== undefined && refused > chapter) break;
        chapter++;
      }
      return chapterDocument(id, chapter);
    },
    versionOf: (name) => {
      const address = parseDocumentName(name);
      if (address === undefined || address.kind === 'account') return 0;
      const fact = tables.fact.get(address.conversationId);
      if (address.kind === 'conversation') return fact?.version ?? 0;
      return fact?.chapters.find(({ chapter }) => chapter === address.chapter)?.version ?? 0;
    },
    chapterLeft: () => {
      indexed.size = -1;
    },
    held: (id) => {
      const own = conversationDocument(id);
      const chapters = (chaptersHere().get(id) ?? []).map((chapter) => chapterDocument(id, chapter));
      return tables.document.has(own) ? [own, ...chapters] : chapters;
    },
  };
};
