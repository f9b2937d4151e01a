import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { ReplicaDocument } from './replica-document.ts';

export interface DocumentChanged {
  readonly type: 'document-changed';
  readonly live: ReplicaDocument;
  /** Messages that look different now; undefined: any may. */
  readonly messages: ReadonlySet<MessageId> | undefined;
  /** A person changed it on this device. */
  readonly local: boolean;
}

/** What happens to the documents on this device. */
export type DocumentEvent =
  | { readonly type: 'document-opened'; readonly live: ReplicaDocument }
  | DocumentChanged
  /** Its counts or its durability changed. */
  | { readonly type: 'document-progressed'; readonly live: ReplicaDocument }
  /** The device has stored all the server has: what is missing from it is gone for certain. */
  | { readonly type: 'document-complete'; readonly live: ReplicaDocument }
  /** A message became due to disappear. */
  | { readonly type: 'message-due'; readonly id: ConversationId }
  /** Other documents than before are needed from the server. */
  | { readonly type: 'documents-wanted' };
