/**
 * What the replica needs from its surroundings. Everything is passed in, so that many replicas can run in one process with
 * a virtual clock, network and disk, and a seed can replay what happened.
 */
import type * as Y from 'yjs';
import type { BeginBlob, BlobUpload } from '../../shared/protocol/blobs.ts';
import type { FeedPage, PersonFact } from '../../shared/protocol/facts.ts';
import type { ChangeMe, CreateConversation, Me, MessageReceipts, Receipts } from '../../shared/protocol/http.ts';
import type { CreateReport, PutBlock } from '../../shared/protocol/http-contacts.ts';
import type { CreateGroupLink, GroupLink, Joined, LinkTarget } from '../../shared/protocol/http-groups.ts';
import type { PictureType } from '../../shared/protocol/picture.ts';
import type { Result } from '../../shared/result.ts';
import type { FileStore } from '../files/file-store.ts';
import type { RequestControl } from '../http/request.ts';

export interface Timers {
  /** Calls back once after `ms`; returns the way to cancel. */
  setTimer(ms: number, run: () => void): () => void;
}

export interface Clock extends Timers {
  /** The wall clock, ms since 1970: only to be shown or stored. It is set back and forth while the app runs. */
  now(): number;
  /** ms since any moment, never set back: for durations. It may stand still while the machine sleeps. */
  monotonic(): number;
}

/** A number in [0, 1). */
export type Random = () => number;

export interface SocketHandlers {
  readonly onOpen: () => void;
  readonly onFrame: (frame: Uint8Array) => void;
  /** Once, also when it never opened; nothing is called afterwards. */
  readonly onClose: () => void;
}

export interface Socket {
  /** Only after onOpen. A frame given after the close is dropped. */
  send(frame: Uint8Array): void;
  /** onClose follows, now or later. */
  close(): void;
}

export interface Network {
  /** Handlers are called later, never during the call. */
  open(handlers: SocketHandlers): Socket;
}

export interface ApiFailure {
  readonly kind: 'offline' | 'signed-out' | 'refused';
  readonly code?: string;
  /** The same request may succeed later. */
  readonly retry: boolean;
}
export type ApiResult<T> = Result<T, ApiFailure>;

/** `/api`, parsed with the schemas of `shared/protocol`. No method rejects. */
export interface Api {
  me(control?: RequestControl): Promise<ApiResult<Me>>;
  changeMe(body: ChangeMe): Promise<ApiResult<void>>;
  people(query: string): Promise<ApiResult<readonly PersonFact[]>>;
  /** @param proof the newest one an earlier page brought */
  feed(since: number, proof?: string, control?: RequestControl): Promise<ApiResult<FeedPage>>;
  createConversation(body: CreateConversation): Promise<ApiResult<void>>;
  addMember(conversationId: string, body: { userId: string; role?: 'admin' | 'member' }): Promise<ApiResult<void>>;
  changeMember(conversationId: string, userId: string, body: { role: 'admin' | 'member' }): Promise<ApiResult<void>>;
  removeMember(conversationId: string, userId: string): Promise<ApiResult<void>>;
  putPicture(hash: string, bytes: Uint8Array): Promise<ApiResult<void>>;
  transferOwnership(conversationId: string, userId: string): Promise<ApiResult<void>>;
  deleteConversation(conversationId: string): Promise<ApiResult<void>>;
  answerRequest(conversationId: string, userId: string, accept: boolean): Promise<ApiResult<void>>;
  createLink(conversationId: string, body: CreateGroupLink): Promise<ApiResult<GroupLink>>;
  links(conversationId: string): Promise<ApiResult<readonly GroupLink[]>>;
  revokeLink(conversationId: string, linkId: string): Promise<ApiResult<void>>;
  previewLink(token: string): Promise<ApiResult<LinkTarget>>;
  joinByLink(token: string): Promise<ApiResult<Joined>>;
  block(userId: string, body: PutBlock): Promise<ApiResult<void>>;
  acceptStranger(conversationId: string): Promise<ApiResult<void>>;
  declineGroup(conversationId: string): Promise<ApiResult<void>>;
  report(body: CreateReport): Promise<ApiResult<void>>;
  receipts(body: Receipts): Promise<ApiResult<void>>;
  /** Who has one message, and since when. */
  messageReceipts(conversationId: string, seq: number): Promise<ApiResult<MessageReceipts>>;
  signOut(): Promise<ApiResult<void>>;
}

/** `/api/blobs`, and the PUT of a part. No method rejects. */
export interface BlobApi {
  begin(blob: BeginBlob): Promise<ApiResult<BlobUpload>>;
  complete(blob: string): Promise<ApiResult<void>>;
  /** Cancels an upload, or removes what nothing refers to. */
  remove(blob: string): Promise<ApiResult<void>>;
  /** Whether the person may fetch it. */
  isReadable(blob: string): Promise<ApiResult<boolean>>;
  /** @param onSent bytes of the part that have left */
  putPart(url: string, bytes: Blob, signal: AbortSignal, onSent: (bytes: number) => void): Promise<ApiResult<void>>;
}

/** What uploads need of their surroundings; the code for it loads with the first of them. */
export interface Files {
  readonly blobs: BlobApi;
  /** The files of an account on this device. */
  openStore(userId: string): Promise<FileStore>;
}

/** Shows a picture under its address before the server has it. */
export interface Pictures {
  /** From this device or the server, with a file name; undefined when neither has it now. */
  load(hash: string): Promise<{ readonly name: string; readonly bytes: Uint8Array } | undefined>;
  keep(hash: string, picture: { readonly bytes: Uint8Array; readonly type: PictureType }): Promise<void>;
}

export interface DocumentStoreEvents {
  /** The connection ended, or the stored document is gone: nothing counts as stored before the next barrier. */
  ended(): void;
  /** What was stored has come into the document, later than it was opened. */
  loaded(): void;
}

/** One document's durable store; it stores each update of the document. A store that ended is opened again by a barrier. */
export interface DocumentStore {
  /** What was stored is in the document. */
  isLoaded(): boolean;
  watch(events: DocumentStoreEvents): void;
  /** True when everything applied to the document before the call is durably stored; false when a write failed. */
  barrier(): Promise<boolean>;
  /** Rewrites the store, so that deleted text is gone from it; false when that failed. */
  compact(): Promise<boolean>;
  /** Stops storing and closes; what was stored stays. */
  destroy(): Promise<void>;
  /** Closes and removes all that was stored. */
  remove(): Promise<void>;
}

export type RecordChanges = {
  readonly put: readonly (readonly [key: string, value: unknown])[];
  readonly remove: readonly string[];
};

export interface RecordStoreEvents {
  /** All that is to be stored, for a database that is found empty. */
  all(): Iterable<readonly [key: string, value: unknown]>;
  /** The connection ended, or the stored records are gone: a write opens the store again. */
  ended(): void;
  /** All of it was written into an empty database: other databases may be gone, too. */
  restored(): void;
}

/** Plain values (structured clone) by key. */
export interface RecordStore {
  watch(events: RecordStoreEvents): void;
  get(key: string): Promise<unknown>;
  getAll(prefix: string): Promise<readonly (readonly [key: string, value: unknown])[]>;
  /** All or nothing; true when durable, false when nothing was written. Writes take effect in the order of the calls. */
  write(changes: RecordChanges): Promise<boolean>;
  close(): Promise<void>;
}

export interface Disk {
  /** Loads what is stored under the name into the document, then resolves; without it when that takes too long. */
  openDocument(databaseName: string, doc: Y.Doc): Promise<DocumentStore>;
  openRecords(databaseName: string): Promise<RecordStore>;
  /** Removes a database of either kind; no harm when there is none. Rejects when another page holds it up. */
  remove(databaseName: string): Promise<void>;
  /** Names of the databases that begin so; undefined when the browser does not tell. */
  names(prefix: string): Promise<readonly string[] | undefined>;
  /** About how many bytes the values of a database take; 0 when there is none. */
  size(databaseName: string): Promise<number>;
  /**
   * Removes these databases, all others whose names begin so, and what else is personal on the disk. False when something
   * is left; never rejects, and never waits for another page for long.
   */
  wipe(prefix: string, databases: readonly string[]): Promise<boolean>;
}
