import { chapterDocument, type DocumentName, parseDocumentName } from '../../../shared/document/name.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import type { Directory } from '../directory.ts';
import { parseDocumentKey } from '../documents/document-key.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { LocalState } from '../local-state.ts';
import type { DocumentRecord } from '../records.ts';

export interface WantedDeps {
  readonly localState: LocalState;
  readonly directory: Directory;
  readonly peek: (name: DocumentName) => ReplicaDocument | undefined;
  readonly account: () => DocumentName;
  /** What is on the screens, the newest first. */
  readonly shown: () => Iterable<DocumentName>;
}

export interface Wanted {
  /** The account, what is on the screens, what has something unsent, what is newer on the server. Nothing else. */
  readonly documents: () => Iterable<DocumentName>;
  /** A chapter the server does not have can only follow a full one: what fills that one goes first. */
  readonly waitsForLower: (name: DocumentName) => boolean;
  /** All that may be sent is known to be on the server. */
  readonly isSettled: () => boolean;
}

export const createWanted = ({ localState, directory, peek, account, shown }: WantedDeps): Wanted => {
  const { document, fact } = localState.tables;

  const isDirty = (name: DocumentName, record: DocumentRecord): boolean => {
    const live = peek(name);
    if (live !== undefined) return !live.clean;
    return record.unsent > 0 || record.open || record.epoch !== localState.session().epoch || record.handled.length > 0;
  };

  const waitsForLower = (name: DocumentName): boolean => {
    const address = parseDocumentName(name);
    if (address?.kind !== 'chapter' || address.chapter === 0 || directory.versionOf(name) > 0) return false;
    return directory.held(address.conversationId).some((other) => {
      const lower = parseDocumentName(other);
      const record = document.get(other);
      return (
        lower?.kind === 'chapter' && lower.chapter < address.chapter && record !== undefined && isDirty(other, record)
      );
    });
  };

  const mayOpen = (name: DocumentName): boolean => {
    const address = parseDocumentName(name);
    return (
      address !== undefined &&
      address.kind !== 'account' &&
      directory.isOpenable(address.conversationId) &&
      (address.kind === 'conversation' || address.chapter >= directory.from(address.conversationId)) &&
      !waitsForLower(name)
    );
  };

  return {
    waitsForLower,
    isSettled: () => {
      if (peek(account())?.clean !== true) return false;
      for (const [key, record] of document) {
        const name = parseDocumentKey(key);
        if (name !== undefined && isDirty(name, record) && mayOpen(name)) return false;
      }
      return true;
    },
    documents: function* () {
      yield account();
      for (const name of shown()) if (mayOpen(name)) yield name;
      const newer: DocumentName[] = [];
      for (const [key, record] of document) {
        const name = parseDocumentKey(key);
        if (name === undefined) continue;
        const dirty = isDirty(name, record);
        // Most have nothing unsent and nothing new: the longer question is asked of the others only.
        if ((!dirty && directory.versionOf(name) <= record.synced) || !mayOpen(name)) continue;
        if (dirty) yield name;
        else newer.push(name);
      }
      // The newest chapter of every conversation, so that a person reads the newest messages offline, too.
      for (const [key, { chapters }] of fact) {
        const id = parseConversationId(key);
        const newest = chapters[chapters.length - 1];
        if (id === undefined || newest === undefined || newest.version === 0) continue;
        const name = chapterDocument(id, newest.chapter);
        if (newest.version > (document.get(name)?.synced ?? 0) && mayOpen(name)) yield name;
      }
      yield* newer;
    },
  };
};
