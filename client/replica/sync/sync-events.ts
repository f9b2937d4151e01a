import type { FeedPage } from '../../../shared/protocol/facts.ts';
import type { ServerMessage } from '../../../shared/protocol/messages.ts';
import type { Connection } from '../../channel/projections.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { FrameRefusal } from './attachment-state.ts';

/** What the server says, and what becomes of the connection to it. */
export type SyncEvent =
  | { readonly type: 'connection-changed'; readonly state: Connection['state'] }
  /** The connection is up and the facts are fresh. */
  | { readonly type: 'connected' }
  | { readonly type: 'disconnected' }
  | { readonly type: 'feed-received'; readonly page: FeedPage }
  | { readonly type: 'typing-received'; readonly message: Extract<ServerMessage, { type: 'typing' }> }
  /** Nobody is signed in, with the code of the server's answer. */
  | { readonly type: 'signed-out'; readonly code: string | undefined }
  | { readonly type: 'document-authenticated'; readonly live: ReplicaDocument }
  /** The server's state as of a version in the chapter directory has been applied. */
  | { readonly type: 'document-synced'; readonly live: ReplicaDocument; readonly version: number }
  | { readonly type: 'document-acknowledged'; readonly live: ReplicaDocument }
  | { readonly type: 'document-refused'; readonly live: ReplicaDocument; readonly refusal: FrameRefusal }
  /** The server does not open it. */
  | { readonly type: 'document-denied'; readonly live: ReplicaDocument; readonly reason: string }
  | { readonly type: 'awareness-received'; readonly live: ReplicaDocument; readonly update: Uint8Array };
