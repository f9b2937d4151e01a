import * as Y from 'yjs';
import { readDocumentFacts } from '../../../shared/admission/document-facts.ts';
import type { DocumentAddress, DocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { parseRights } from '../../../shared/permissions/group-rights.ts';
import { type Membership, OWN_MEMBERSHIP } from '../../../shared/permissions/membership.ts';
import type { Pool } from '../documents/pool.ts';
import { type DocumentDeps, FROM_HERE, freshClientId, type ReplicaDocument } from '../documents/replica-document.ts';
import type { Change } from '../local-state.ts';
import type { ChangePlace } from '../outbox/changes.ts';
import type { Unwritten } from './entry-text.ts';
import { createLateStore } from './late-store.ts';
import { lostMessages } from './lost-messages.ts';
import { planRebase } from './plan.ts';
import { writeMoved, writeSteps } from './write-steps.ts';

export interface RebaseDeps extends DocumentDeps {
  readonly device: number;
  readonly pool: Pool;
  /** As the server last told; undefined: not a member. */
  readonly membershipIn: (id: ConversationId) => Membership | undefined;
  /** Where messages go that their chapter does not take. */
  readonly chapterFor: (id: ConversationId, refused: number) => DocumentName;
  readonly notSent: (id: ConversationId, unwritten: readonly Unwritten[]) => Change[];
  /** Messages wait outside of their chapter until the server has their files. */
  readonly waitAgain: (id: ConversationId, messages: readonly Unwritten[]) => readonly Change[];
  /** @param code of the refusal; undefined: they are no longer allowed */
  readonly dropped: (id: ConversationId, places: readonly ChangePlace[], code: string | undefined) => Change[];
}

/** After this many refusals in a row, what the server will not take goes to Not sent. */
const GIVE_UP_AFTER = 2;
const RETRY = 1_000;
/** Bodies that are not open by then are moved, or listed, as they are. ms */
const OPEN_WITHIN = 5_000;
/** What was sent names blobs that the server does not have of this author. */
const LACKS_FILES = 'unknown-blob';
const TAKES_NO_MESSAGES: readonly string[] = ['chapter-full', 'chapter-closed'];

/** The facts may lag behind the conversation's document, which itself says what the group has decided. */
const membershipFor = (deps: RebaseDeps, address: DocumentAddress, server: Y.Doc): Membership | undefined => {
  if (address.kind === 'account') return OWN_MEMBERSHIP;
  const membership = deps.membershipIn(address.conversationId);
  return membership === undefined || address.kind === 'chapter'
    ? membership
    : { ...membership, rights: parseRights(readDocumentFacts(server).rights) };
};

/**
 * Rebuilds a document on the server's state: unsent entries that are allowed are written again, the rest goes to Not sent.
 * The record names the new generation only when everything is durable; a crash before that starts over from the old one.
 * Repeating does no harm, because each entry is written under its own key at most once. The caller has marked the document
 * as `rebasing`; its store is loaded.
 * @param absent the document does not exist on the server and may not: nothing to pull, all messages move
 * @returns false when the connection ended first
 */
export const rebase = async (deps: RebaseDeps, live: ReplicaDocument, absent: boolean): Promise<boolean> => {
  const { localState, disk, clock } = deps;
  const refusal = live.wantsRebase;
  const { address, record } = live;
  const conversationId = address.kind === 'account' ? undefined : address.conversationId;
  const move =
    address.kind === 'chapter' && (absent || (refusal !== undefined && TAKES_NO_MESSAGES.includes(refusal.code)));
  // An abandoned attempt used the same number; its store is removed before this one is made.
  const generation = record.generation + 1;
  const doc = new Y.Doc();
  const target =
    move && conversationId !== undefined
      ? await deps.pool.use(deps.chapterFor(conversationId, address.chapter))
      : undefined;
  try {
    const database = deps.databaseName(live.name, generation);
    const store = createLateStore(async () => {
      // Recorded first: a store without a record would never be removed.
      if (!(await live.update({ building: generation }))) return undefined;
      await disk.remove(database);
      return disk.openDocument(database, doc);
    });
    await store.barrier();
    const epoch = deps.epoch();
    const complete = absent || ((await live.attachment?.pull(doc)) ?? false);
    if (complete) await live.bodies.settled(OPEN_WITHIN);
    if (!complete || live.isClosed || epoch !== deps.epoch()) {
      await store.remove().catch(() => undefined);
      if (!live.isClosed) await live.update({ building: undefined });
      live.rebasing = false;
      return false;
    }

    // Nothing may be awaited from here to the end of the writing: a person could write into the old contents.
    doc.clientID = freshClientId(doc, deps.me, deps.random);
    const written = new Set(refusal?.code === 'already-written' ? refusal.written : []);
    const moveUnsentToNotSent =
      refusal !== undefined &&
      refusal.code !== LACKS_FILES &&
      written.size === 0 &&
      (live.rebases >= GIVE_UP_AFTER || refusal.code === 'unanswered');
    const plan = planRebase({
      address,
      mine: live.doc,
      server: doc,
      me: deps.me,
      membership: membershipFor(deps, address, doc),
      handled: new Set(record.handled),
      written,
      move,
      device: deps.device,
      underThisDevice: refusal?.code === 'not-your-device',
      // Do not write again and again to somebody who does not answer.
      lacksFiles: refusal?.code === LACKS_FILES,
      moveUnsentToNotSent,
      open: live.bodies.peek,
      seal: deps.bodies.seal,
    });
    const old = { doc: live.doc, store: live.store, generation: record.generation };
    const lost = live.index === undefined ? [] : lostMessages(live.index, old.doc, doc, deps.me);
    let switched = () => {};
    live.switched = new Promise((resolve) => {
      switched = resolve;
    });
    const unsaved = [...live.written.keys()];
    live.wantsRebase = undefined;
    // What the server has already is left out: the next refusal is about something else.
    if (refusal !== undefined && written.size === 0) live.rebases++;
    if (lost.length > 0) void localState.commit([{ kind: 'lost', key: live.name, value: { messages: [...lost] } }]);
    live.exchange(doc, store);
    if (plan.steps.length > 0) doc.transact(() => writeSteps(doc, plan.steps), FROM_HERE);
    for (const id of unsaved) live.written.set(id, live.saver.version());
    if (plan.moved.length > 0) target?.write((into) => writeMoved(into, plan.moved));
    const code = moveUnsentToNotSent || written.size > 0 ? refusal?.code : undefined;
    const changes =
      conversationId === undefined
        ? []
        : [
            ...deps.notSent(conversationId, plan.unwritten),
            ...deps.waitAgain(conversationId, plan.waiting),
            ...deps.dropped(conversationId, plan.dropped, code),
          ];

    const persist = async (): Promise<boolean> => {
      return (
        (await localState.commit(changes)) &&
        (await store.barrier()) &&
        (target === undefined || (await target.saver.whenSaved()))
      );
    };
    live.attachment?.push({ doc, meter: live.meter });
    while (!(await persist())) {
      if (live.isClosed) return true;
      await new Promise<void>((resolve) => clock.setTimer(RETRY, resolve));
    }
    await live.update({
      generation,
      building: undefined,
      retiring: old.generation,
      epoch,
      handled: [],
      madeAnew: undefined,
      unsent: live.meter.unsent(),
      open: true,
    });
    await localState.durable();
    live.switched = undefined;
    switched();
    await old.store.destroy();
    old.doc.destroy();
    live.rebasing = false;
    // The connection may have come back meanwhile and be waiting.
    if (live.attachment?.state() === 'open' && !live.attachment.settled()) live.attachment.resync();
    // If another page keeps the database open, it is removed with the account at the latest.
    if (record.retiring !== undefined)
      await disk.remove(deps.databaseName(live.name, record.retiring)).catch(() => undefined);
    return true;
  } catch {
    live.rebasing = false;
    return false;
  } finally {
    if (target !== undefined) deps.pool.release(target);
  }
};
