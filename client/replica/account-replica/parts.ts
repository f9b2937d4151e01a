import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { CommandEffects } from './command-effects.ts';
import type { Base, LocalParts } from './local-parts.ts';
import type { Refresh } from './refresh.ts';
import type { ShownParts } from './shown-parts.ts';
import type { SyncParts } from './sync-parts.ts';

/** All parts of the replica of one account. */
export type Parts = Base &
  LocalParts &
  ShownParts &
  SyncParts & { readonly refresh: Refresh; readonly commandEffects: CommandEffects };

export const conversationOf = ({ address }: ReplicaDocument): ConversationId | undefined =>
  address.kind === 'account' ? undefined : address.conversationId;
