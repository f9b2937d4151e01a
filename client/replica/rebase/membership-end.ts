import { type DocumentName, parseDocumentName } from '../../../shared/document/name.ts';
import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import type { Directory } from '../directory.ts';
import type { Pool } from '../documents/pool.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { Change, LocalState } from '../local-state.ts';
import type { Changes } from '../outbox/changes.ts';
import { readPending, unwrittenOf } from '../pending/pending-messages.ts';
import type { DocumentRecord, NotSentRecord } from '../records.ts';
import { collectUnstamped } from './collect-unstamped.ts';
import type { Unwritten } from './entry-text.ts';

export interface MembershipEndDeps {
  readonly localState: LocalState;
  readonly directory: Directory;
  readonly pool: Pool;
  readonly me: number;
  readonly changes: Changes;
  readonly draftOf: (id: ConversationId) => string;
  readonly emit: (event: { readonly type: 'unsent-moved'; readonly id: ConversationId }) => void;
}

/** What becomes of unsent text when a conversation is closed to its author. */
export interface MembershipEnd {
  readonly notSent: (id: ConversationId, unwritten: readonly Unwritten[]) => Change[];
  /** Nothing of a conversation will be sent any more: its unsent text goes to Not sent. */
  readonly moveUnsentToNotSent: (id: ConversationId, reason: Unwritten['reason'], retry: boolean) => Promise<void>;
  /** Withdraws a conversation that only exists here: it leaves the list, and its text goes to Not sent. */
  readonly forget: (id: ConversationId) => Promise<void>;
  /** Completes after a crash between learning that a conversation is closed and moving its unsent text. */
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
  const { document, row, fact, local, pending } = localState.tables;

  const notSent = (id: ConversationId, unwritten: readonly Unwritten[]): Change[] => {
    const title = directory.get(id)?.title ?? '';
    return unwritten.map(({ key, ...what }) => {
      const value: NotSentRecord = { conversationId: id, title, ...what };
      return { kind: 'notSent', key, value };
    });
  };

  /** Messages that stand in no chapter yet. */
  const movePendingToNotSent = (id: ConversationId, reason: Unwritten['reason'], retry: boolean): readonly Change[] =>
    [...pending].flatMap(([key, record]): readonly Change[] => {
      const said = key.startsWith(`${id}/`) ? readPending(key, record) : undefined;
      if (said === undefined) return [];
      const unwritten = unwrittenOf(said.messageId, said.body, record, reason, retry);
      return [...notSent(id, [unwritten]), { kind: 'pending', key, value: undefined }];
    });

  /** It was written for a server that is gone: its stamps mean nothing. */
  const isOfBefore = ({ epoch }: DocumentRecord): boolean => epoch !== localState.session().epoch;

  const moveDocumentToNotSent = async (
    id: ConversationId,
    live: ReplicaDocument,
    reason: Unwritten['reason'],
    retry: boolean,
  ): Promise<void> => {
    live.attachment?.close();
    const isLost = fact.get(id)?.lost !== undefined;
    const why = live.record.madeAnew ? 'server-restored' : reason;
    const given =
      live.address.kind === 'chapter'
        ? collectUnstamped(
            live.doc,
            me,
            new Set(live.record.handled),
            why,
            retry,
            isLost || isOfBefore(live.record),
            live.bodies.peek,
          )
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
      {
        kind: 'document',
        key: live.name,
        value: { ...live.record, unsent: 0, open: false, handled, madeAnew: undefined },
      },
    ]);
  };

  /** Chapters from before the person (last) joined are closed for good; the others while the person is not a member. */
  const isClosed = (id: ConversationId, name: DocumentName): boolean => {
    const address = parseDocumentName(name);
    return directory.isClosed(id) || (address?.kind === 'chapter' && address.chapter < directory.from(id));
  };

  const moveUnsentToNotSent = async (
    id: ConversationId,
    reason: Unwritten['reason'],
    retry: boolean,
  ): Promise<void> => {
    const waited = directory.isClosed(id) ? movePendingToNotSent(id, reason, retry) : [];
    if (waited.length > 0) await localState.commit(waited);
    for (const name of directory.held(id)) {
      // Opening a store takes time, and the person may have become a member again meanwhile.
      if (!isClosed(id, name)) continue;
      const record = document.get(name);
      if (record === undefined) continue;
      const isVoid =
        record.madeAnew === true ||
        fact.get(id)?.lost === 'unlisted' ||
        (reason === 'conversation-refused' && isOfBefore(record));
      if (record.unsent === 0 && !record.open && !isVoid) continue;
      const live = await pool.use(name).catch(() => undefined);
      if (live === undefined) continue;
      if (isClosed(id, name) && live.store.isLoaded()) await moveDocumentToNotSent(id, live, reason, retry);
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
    // It may have reached the server after all, or exist again.
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
