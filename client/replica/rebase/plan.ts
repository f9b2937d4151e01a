import type * as Y from 'yjs';
import { itemAt } from '../../../shared/document/chapter.ts';
import type { DocumentAddress } from '../../../shared/document/name.ts';
import { EVERYBODY, encodeEnvelope } from '../../../shared/envelope/envelope.ts';
import type { OpenBody, SealBody } from '../../../shared/envelope/opened-body.ts';
import type { Membership } from '../../../shared/permissions/membership.ts';
import {
  isModerator,
  mayCallEveryone,
  mayPost,
  maySendQuietly,
  mayWrite,
  permissionFor,
} from '../../../shared/permissions/table.ts';
import type { ChangePlace } from '../outbox/changes.ts';
import { envelopeIn, textOf, type Unwritten } from './entry-text.ts';
import { planAccount } from './plan-account.ts';
import { removedHere, type UnsentEntry, unsentEntries } from './unsent-entries.ts';
import type { Step } from './write-steps.ts';

export interface RebasePlan {
  /** New operations on the server's state. */
  readonly steps: readonly Step[];
  /** Messages, with what belongs to them, that must go to another chapter. */
  readonly moved: readonly Step[];
  readonly unwritten: readonly Unwritten[];
  /** Messages that leave the chapter until the server has their files. */
  readonly waiting: readonly Unwritten[];
  /** What was not allowed and is no text: names, settings, pins, deletions of others' messages. */
  readonly dropped: readonly ChangePlace[];
}

export interface RebaseRenderContext {
  readonly address: DocumentAddress;
  /** What this device had. */
  readonly mine: Y.Doc;
  /** The server's state. */
  readonly server: Y.Doc;
  readonly me: number;
  /** undefined: not a member (any more). */
  readonly membership: Membership | undefined;
  /** Own entries (`root/key`) that were moved to Not sent before. */
  readonly handled: ReadonlySet<string>;
  /** Ids of own messages and edits that the server has, perhaps in another chapter. */
  readonly written: ReadonlySet<string>;
  /** The chapter takes no new messages. */
  readonly move: boolean;
  /** This device's number. */
  readonly device: number;
  /** Everything is written under this number: the server does not know another device's any more. */
  readonly underThisDevice: boolean;
  /** The server refused the result of a rebase: give up what cannot be told apart. */
  readonly moveUnsentToNotSent: boolean;
  /** The server lacks files of unsent messages. */
  readonly lacksFiles: boolean;
  readonly open: OpenBody;
  readonly seal: SealBody;
}

/** Roots that hold people's words. */
const WORDS: readonly string[] = ['messages', 'edits'];
const messageOf = (key: string): string => (key.includes('/') ? key.slice(0, key.indexOf('/')) : key);
/** The id of a message or an edit that its entry introduces. */
const idOf = (key: string): string => key.slice(key.indexOf('/') + 1);
/** An own envelope under this device's number; any other as it is. */
const underDevice = (value: unknown, device: number): unknown => {
  const envelope = envelopeIn(value);
  return envelope === undefined ? value : encodeEnvelope({ ...envelope, device });
};

/** Decides what becomes of a chapter's own unsent entries. Pure: reads two documents, changes none. */
const planChapter = (
  { mine, server, me, membership, handled, written, move, moveUnsentToNotSent, lacksFiles, open }: RebaseRenderContext,
  entries: readonly UnsentEntry[],
) => {
  const steps: Step[] = [];
  const moved: Step[] = [];
  const unwritten: Unwritten[] = [];
  const waiting: Unwritten[] = [];
  const giveBack = (entry: UnsentEntry, reason: Unwritten['reason'], retry: boolean) => {
    const found = WORDS.includes(entry.root) ? textOf(entry.value, open) : undefined;
    if (found === undefined) return;
    const { mayRetry, ...what } = found;
    unwritten.push({ key: entry.key, ...what, reason, retry: retry && mayRetry });
  };
  const waitForFiles = (entry: UnsentEntry): void => {
    const found = textOf(entry.value, open);
    if (found?.body === undefined) giveBack(entry, 'other', true);
    else
      waiting.push({ key: entry.key, text: found.text, at: found.at, body: found.body, reason: 'other', retry: true });
  };
  const deletedThere = (id: string) => itemAt(server, 'deletions', id) !== undefined;
  const everThere = (root: string, key: string) => itemAt(server, root, key) !== undefined;
  /** For entries that may be changed: of two versions, the later one stands. */
  const isNewerThere = ({ root, key, value }: UnsentEntry): boolean => {
    const there = envelopeIn(server.getMap(root).get(key));
    return there !== undefined && there.at >= (envelopeIn(value)?.at ?? 0);
  };
  /** Notifies everyone or nobody, which its author may not do. */
  const notifiesInVain = (value: unknown): boolean => {
    const envelope = envelopeIn(value);
    const body = envelope === undefined ? undefined : open(envelope);
    const callsEveryone =
      envelope?.mentions?.includes(EVERYBODY) === true || (body?.kind === 'text' && body.everyone === true);
    return (
      membership !== undefined &&
      ((callsEveryone && !mayCallEveryone(membership)) || (envelope?.quiet === true && !maySendQuietly(membership)))
    );
  };
  const aliveThere = (id: string) => itemAt(server, 'messages', id)?.deleted === false && !deletedThere(id);

  const mineToWrite = new Set<string>();
  const mineToMove = new Set<string>();
  const live = entries.filter(
    ({ alive, root, key }) =>
      alive && !handled.has(`${root}/${key}`) && !(WORDS.includes(root) && written.has(idOf(key))),
  );
  for (const entry of live) {
    if (entry.root !== 'messages') continue;
    if (everThere('messages', entry.key) || deletedThere(entry.key)) continue;
    if (membership === undefined) giveBack(entry, 'not-a-member', true);
    else if (!mayPost(membership) || notifiesInVain(entry.value)) giveBack(entry, 'not-allowed', true);
    else if (moveUnsentToNotSent) giveBack(entry, 'other', true);
    else if (lacksFiles && envelopeIn(entry.value)?.blobs !== undefined) waitForFiles(entry);
    else {
      (move ? mineToMove : mineToWrite).add(entry.key);
      (move ? moved : steps).push({ op: 'set', root: 'messages', key: entry.key, value: entry.value });
    }
  }
  for (const entry of live) {
    const { root, key } = entry;
    if (root === 'messages' || root === 'deletions') continue;
    const permission = permissionFor('chapter', root);
    if (permission === undefined || permission.who === 'server') continue;
    if (permission.overwrite ? isNewerThere(entry) : everThere(root, key)) continue;
    const id = messageOf(key);
    const target = mineToMove.has(id) ? moved : steps;
    if (membership === undefined || moveUnsentToNotSent)
      giveBack(entry, membership === undefined ? 'not-a-member' : 'other', false);
    else if (notifiesInVain(entry.value)) giveBack(entry, 'not-allowed', false);
    else if (deletedThere(id)) giveBack(entry, 'deleted', false);
    else if (mineToWrite.has(id) || mineToMove.has(id)) target.push({ op: 'set', root, key, value: entry.value });
    else if (!aliveThere(id)) giveBack(entry, 'other', false);
    else if (root !== 'edits' || envelopeIn(server.getMap('messages').get(id))?.by === me)
      target.push({ op: 'set', root, key, value: entry.value });
    else giveBack(entry, 'not-allowed', false);
  }

  const dropped: ChangePlace[] = [];
  const isWritten = membership !== undefined && !moveUnsentToNotSent;
  const ownPart = (key: string) => key.split('/')[1] === String(me);
  for (const root of isWritten ? ['reactions', 'votes'] : [])
    for (const key of removedHere(mine, server, root)) if (ownPart(key)) steps.push({ op: 'remove', root, key });
  for (const { root, key, value, alive } of entries) {
    // Of a message that only this device had nothing is left to delete, unless another one has sent it.
    const isThere = everThere('messages', key) || written.has(key);
    if (root !== 'deletions' || !alive || deletedThere(key) || !isThere) continue;
    const author = envelopeIn(server.getMap('messages').get(key))?.by;
    if (!isWritten || written.has(key) || (author !== me && !isModerator(membership.role))) {
      dropped.push({ root, key });
      continue;
    }
    for (const kind of ['edits', 'reactions', 'votes'])
      for (const each of server.getMap(kind).keys())
        if (messageOf(each) === key) steps.push({ op: 'remove', root: kind, key: each });
    steps.push({ op: 'remove', root: 'messages', key }, { op: 'set', root: 'deletions', key, value });
  }
  return { steps, moved, unwritten, waiting, dropped };
};

const planConversation = (
  { mine, server, membership, handled, moveUnsentToNotSent }: RebaseRenderContext,
  unsent: readonly UnsentEntry[],
): Pick<RebasePlan, 'steps' | 'dropped'> => {
  const entries = unsent.filter(({ root, key }) => !handled.has(`${root}/${key}`));
  const all = entries.filter(({ alive }) => alive);
  if (membership === undefined || moveUnsentToNotSent) return { steps: [], dropped: all };
  const dropped: ChangePlace[] = [];
  const permitted = (root: string, key: string) => {
    const row = permissionFor('conversation', root);
    return row !== undefined && mayWrite(row, membership, key) ? row : undefined;
  };
  const steps: Step[] = [];
  for (const root of ['settings', 'pins'])
    for (const key of removedHere(mine, server, root))
      if (handled.has(`${root}/${key}`)) continue;
      else if (permitted(root, key) !== undefined) steps.push({ op: 'remove', root, key });
      else dropped.push({ root, key });
  const room = new Map<string, number>();
  for (const { root, key, value, alive } of entries) {
    const row = permitted(root, key);
    if (alive && row === undefined) dropped.push({ root, key });
    if (!alive || row === undefined) continue;
    const living = room.get(root) ?? server.getMap(root).size - steps.filter((step) => step.root === root).length;
    const added = server.getMap(root).has(key) ? 0 : 1;
    // Others may have filled it meanwhile: one entry too many would get everything refused.
    if (living + added > (row.most ?? Number.POSITIVE_INFINITY)) continue;
    room.set(root, living + added);
    steps.push({ op: 'set', root, key, value });
  }
  return { steps, dropped };
};

export const planRebase = (renderContext: RebaseRenderContext): RebasePlan => {
  const found = unsentEntries(renderContext.mine, renderContext.server, renderContext.me);
  const { device, underThisDevice } = renderContext;
  const entries = underThisDevice
    ? found.map((entry) => ({ ...entry, value: underDevice(entry.value, device) }))
    : found;
  switch (renderContext.address.kind) {
    case 'chapter':
      return planChapter(renderContext, entries);
    case 'conversation':
      return { ...planConversation(renderContext, entries), moved: [], unwritten: [], waiting: [] };
    case 'account':
      return {
        steps: planAccount(renderContext, entries),
        moved: [],
        unwritten: [],
        waiting: [],
        dropped: [],
      };
  }
};
