import { type DocumentName, parseDocumentName } from '../../../shared/document/name.ts';
import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import type { Directory } from '../directory.ts';
import type { Pool } from '../documents/pool.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { Change, LocalState } from '../local-state.ts';
import type { Changes } from '../outbox/changes.ts';
import type { DocumentRecord, NotSentRecord } from '../records.ts';
import type { Unwritten } from './entry-text.ts';
import { giveUpUnstamped } from './give-up.ts';

export interface MembershipEndDeps {
  readonly localState: LocalState;
  readonly directory: Directory;
  readonly pool: Pool;
  readonly me: number;
  readonly changes: Changes;
  readonly draftOf: (id: ConversationId) => string;
  readonly emit: (event: { readonly type: 'unsent-moved'; readonly id: ConversationId }) => void;
}

/** What becomes of unsent writing when a conversation is closed to its writer. */
export interface MembershipEnd {
  readonly notSent: (id: ConversationId, unwritten: readonly Unwritten[]) => Change[];
  /** Nothing of a conversation will be sent any more: its unsent text goes to Not sent. */
  readonly moveUnsentToNotSent: (id: ConversationId, reason: Unwritten['reason'], retry: boolean) => Promise<void>;
  /** A conversation that only exists here is taken back: it goes from the list, and what was written in it to Not sent. */
  readonly forget: (id: ConversationId) => Promise<void>;
  /** A crash may have come between learning that a conversation is closed and giving up what was unsent in it. */
  readonly moveUnsentOfClosed: () => void;
}

export const createMembershipEnd = ({
  localState,
  directory,
  pool,
  me,
  changes,
  draftOf,
  emit,
}: MembershipEndDeps): MembershipEnd => {
  const { document, row, fact, local } = localState.tables;

  const notSent = (id: ConversationId, unwritten: readonly Unwritten[]): Change[] => {
    const title = directory.get(id)?.title ?? '';
    return unwritten.map(({ key, ...what }) => {
      const value: NotSentRecord = { conversationId: id, title, ...what };
      return { kind: 'notSent', key, value };
    });
  };

  /** It was written for a server that is gone: its stamps mean nothing. */
  const isOfBefore = ({ epoch }: DocumentRecord): boolean => epoch !== localState.session().epoch;

  const giveUpDocument = async (
    id: ConversationId,
    live: ReplicaDocument,
    reason: Unwritten['reason'],
    retry: boolean,
  ): Promise<void> => {
    live.attachment?.close();
    const isLost = fact.get(id)?.lost !== undefined;
    const given =
      live.address.kind === 'chapter'
        ? giveUpUnstamped(live.doc, me, new Set(live.record.handled), reason, retry, isLost || isOfBefore(live.record))
        : { unwritten: [], handled: [] };
    live.meter.acked(live.meter.changes());
    const lost = live.address.kind === 'conversation' ? changes.closed(id, reason) : { changes: [], places: [] };
    // Messages that a restored server lost are sent from here once it knows the conversation again.
    const handled = [...new Set([...live.record.handled, ...(isLost ? [] : given.handled), ...lost.places])];
    const listed = isLost ? given.unwritten.map((one) => ({ ...one, document: live.name })) : given.unwritten;
    // One write: listed and handled, or neither.
    await localState.commit([
      ...notSent(id, listed),
      ...lost.changes,
      { kind: 'document', key: live.name, value: { ...live.record, unsent: 0, open: false, handled } },
    ]);
  };

  /** A chapter from before one came (again) is closed for good, the others while one is out of it. */
  const isClosed = (id: ConversationId, name: DocumentName): boolean => {
    const address = parseDocumentName(name);
    return directory.isClosed(id) || (address?.kind === 'chapter' && address.chapter < directory.from(id));
  };

  const moveUnsentToNotSent = async (
    id: ConversationId,
    reason: Unwritten['reason'],
    retry: boolean,
  ): Promise<void> => {
    for (const name of directory.held(id)) {
      // Opening a store takes time, and the server may have taken one in again meanwhile.
      if (!isClosed(id, name)) continue;
      const record = document.get(name);
      if (record === undefined) continue;
      const isVoid = fact.get(id)?.lost === 'unlisted' || (reason === 'conversation-refused' && isOfBefore(record));
      if (record.unsent === 0 && !record.open && !isVoid) continue;
      const live = await pool.use(name).catch(() => undefined);
      if (live === undefined) continue;
      if (isClosed(id, name) && live.store.isLoaded()) await giveUpDocument(id, live, reason, retry);
      pool.release(live);
    }
    const left = fact.get(id);
    if (left?.lost === 'unlisted')
      await localState.commit([{ kind: 'fact', key: id, value: { ...left, lost: 'listed' } }]);
    const known = directory.isClosed(id) ? row.get(id) : undefined;
    if (known?.own !== undefined)
      void localState.commit([{ kind: 'row', key: id, value: { ...known, own: undefined } }]);
    emit({ type: 'unsent-moved', id });
  };

  const forget = async (id: ConversationId): Promise<void> => {
    const made = local.get(id);
    if (made === undefined || fact.has(id)) return;
    await localState.commit([{ kind: 'local', key: id, value: { ...made, state: 'cancelled' } }]);
    const draft = draftOf(id);
    if (draft.trim() !== '')
      await localState.commit([
        {
          kind: 'notSent',
          key: `draft/${id}`,
          value: {
            conversationId: id,
            title: directory.get(id)?.title ?? '',
            text: draft,
            at: made.createdAt,
            reason: 'cancelled',
            retry: false,
          },
        },
      ]);
    await moveUnsentToNotSent(id, 'cancelled', false);
    // It may have got through after all, or begun anew.
    if (local.get(id)?.state === 'cancelled') void localState.commit([{ kind: 'local', key: id, value: undefined }]);
    emit({ type: 'unsent-moved', id });
  };

  const reasonOf = (id: ConversationId): Unwritten['reason'] => {
    const known = fact.get(id);
    if (known === undefined) return 'conversation-refused';
    return known.lost === undefined ? 'not-a-member' : 'server-restored';
  };

  return {
    notSent,
    moveUnsentToNotSent,
    forget,
    moveUnsentOfClosed: () => {
      for (const id of directory.ids())
        if (directory.isClosed(id) || directory.from(id) > 0) void moveUnsentToNotSent(id, reasonOf(id), fact.has(id));
      for (const [key, { state }] of local) {
        const id = parseConversationId(key);
        if (id !== undefined && state === 'cancelled') void forget(id);
      }
    },
  };
};
