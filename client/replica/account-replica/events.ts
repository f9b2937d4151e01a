import type { DocumentName } from '../../../shared/document/name.ts';
import type { MessageBody } from '../../../shared/envelope/body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { MessageRef } from '../../channel/commands.ts';
import type { SearchTopic } from '../../channel/search-view.ts';
import type { AccountEvent } from '../account/account-events.ts';
import type { DocumentEvent, ReplicaDocument } from '../documents/replica-document.ts';
import type { Change } from '../local-state.ts';
import type { OutboxEvent } from '../outbox/outbox-events.ts';
import type { PendingEvent } from '../pending/pending-messages.ts';
import type { SyncEvent } from '../sync/sync-events.ts';
import type { UploadEvent } from '../uploads/uploads.ts';

/** What happens to the records on this device. */
export type RecordEvent =
  | { readonly type: 'records-changed'; readonly changes: readonly Change[] }
  /** All records had to be rewritten: the device's other databases may be gone, too. */
  | { readonly type: 'records-restored' }
  /** The server has begun another life, and the records say so. */
  | { readonly type: 'epoch-begun' }
  /** The server has sent the account's name, address or rights again. */
  | { readonly type: 'session-updated' }
  /** The server says that somebody else is signed in now. */
  | { readonly type: 'another-account' }
  /** Unsent writing of a conversation has moved to Not sent. */
  | { readonly type: 'unsent-moved'; readonly id: ConversationId }
  | { readonly type: 'rebase-ended'; readonly live: ReplicaDocument };

/** What tabs show. */
export type ScreenEvent =
  /** A conversation came on a screen and was on none. */
  | { readonly type: 'conversation-shown'; readonly id: ConversationId }
  /** It is on no screen any more. */
  | { readonly type: 'conversation-hidden'; readonly id: ConversationId }
  /** A window stands elsewhere, or its chapters are here. */
  | { readonly type: 'window-changed'; readonly id: ConversationId }
  /** Documents that a window or a thread needed until now. */
  | { readonly type: 'documents-left'; readonly documents: readonly DocumentName[] }
  /** The latest messages that the facts bring of these conversations are open. */
  | { readonly type: 'latest-opened'; readonly ids: ReadonlySet<string> }
  /** A chapter that the row of a conversation needs is open. */
  | { readonly type: 'row-chapter-opened'; readonly id: ConversationId }
  | { readonly type: 'mute-ended'; readonly id: ConversationId }
  /** A search found more, or something it found is gone. */
  | { readonly type: 'search-progressed'; readonly topic: SearchTopic };

/** What a person did in a tab. */
export type PersonEvent =
  | {
      readonly type: 'message-written';
      readonly tab: string;
      readonly id: ConversationId;
      readonly messageId: MessageId;
      readonly body: MessageBody;
      /** The thread in whose field it was written. */
      readonly thread?: MessageRef | undefined;
    }
  /** `seq` undefined: up to the newest the server has. */
  | { readonly type: 'messages-read'; readonly id: ConversationId; readonly seq: number | undefined }
  | { readonly type: 'not-sent-changed' }
  | { readonly type: 'person-blocked' };

export type ReplicaEvent =
  | RecordEvent
  | DocumentEvent
  | SyncEvent
  | OutboxEvent
  | PendingEvent
  | UploadEvent
  | AccountEvent
  | ScreenEvent
  | PersonEvent;

export type Emit<E> = (event: E) => void;

/** For each kind of event what all parts do about it, in order. */
export type Reactions<E extends { readonly type: string }> = {
  readonly [Type in E['type']]: (event: Extract<E, { readonly type: Type }>) => void;
};

export interface Outside {
  /** The server says that somebody else is signed in now. */
  readonly onAnotherAccount: () => void;
  /** The server says that nobody is, with the code of its answer. */
  readonly onSignedOut: (code: string | undefined) => void;
  /** Databases may be missing that the records speak of. */
  readonly onRecordsRestored: () => void;
}

/** Hands events to the one function that reacts to them, at once: what a person wrote shows in the same turn. */
export interface Events {
  readonly emit: Emit<ReplicaEvent>;
  readonly onEvent: (react: Emit<ReplicaEvent>) => void;
}

export const createEvents = (): Events => {
  let react: Emit<ReplicaEvent> = ({ type }) => {
    throw new Error(`${type} before all parts are made`);
  };
  return {
    emit: (event) => react(event),
    onEvent: (given) => {
      react = given;
    },
  };
};
