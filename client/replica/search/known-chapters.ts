import { chapterDocument, type DocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { IndexDeps } from './search-deps.ts';
import type { ChapterSummary } from './searched-chapter.ts';

/** A chapter that may be searched. */
export interface KnownChapter {
  readonly name: DocumentName;
  readonly id: ConversationId;
  /** `current`: read as the device has it; `stale`: to be read first; `away`: not on this device. */
  readonly state: 'current' | 'stale' | 'away';
  /** The server has more of it than this device. */
  readonly isBehind: boolean;
  readonly summary: ChapterSummary | undefined;
}

/** Only conversations the person is in are searched. */
export const isSearched = ({ directory }: Pick<IndexDeps, 'directory'>, id: ConversationId): boolean => {
  const state = directory.get(id)?.state;
  return state === 'ready' || state === 'waiting';
};

/**
 * The chapters of these conversations: the newest of each first, and of those the one written in last.
 * @param isCurrent whether a chapter on this device has been read as it is
 */
export const knownChapters = (
  { directory, localState }: Pick<IndexDeps, 'directory' | 'localState'>,
  ids: readonly ConversationId[],
  deps: {
    readonly peek: (name: DocumentName) => ReplicaDocument | undefined;
    readonly isCurrent: (name: DocumentName) => boolean;
    readonly summaryOf: (name: DocumentName) => ChapterSummary | undefined;
  },
): readonly KnownChapter[] => {
  const { document, fact } = localState.tables;
  const found: (KnownChapter & { readonly fromEnd: number; readonly at: number })[] = [];
  for (const id of ids) {
    if (!isSearched({ directory }, id)) continue;
    const at = fact.get(id)?.head?.at ?? 0;
    for (const [fromEnd, number] of directory.chapters(id).toReversed().entries()) {
      const name = chapterDocument(id, number);
      const record = document.get(name);
      const version = directory.versionOf(name);
      const live = deps.peek(name);
      const isHeld = (record !== undefined && (record.synced > 0 || version === 0)) || (live?.index?.size() ?? 0) > 0;
      // Nobody has written in it.
      if (!isHeld && version === 0) continue;
      found.push({
        name,
        id,
        state: isHeld ? (deps.isCurrent(name) ? 'current' : 'stale') : 'away',
        isBehind: version > (record?.synced ?? 0) && live?.attachment?.settled() !== true,
        summary: deps.summaryOf(name),
        fromEnd,
        at,
      });
    }
  }
  return found.sort((a, b) => a.fromEnd - b.fromEnd || b.at - a.at);
};
