import type { Generated } from 'kysely';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Role } from '../../shared/protocol/facts.ts';

/**
 * The tables as they are after the newest migration. The brands are promises of the only writer, this folder: what it
 * writes was parsed before. `changed` is the value of the change counter when the row last changed; one value never
 * belongs to two conversations.
 */
export interface Tables {
  server_state: { id: number; epoch: string; cursor: number };
  accounts: {
    number: Generated<AccountNumber>;
    user_id: UserId;
    name: string;
    /** `name` as it is searched: NFKC, lower case. */
    name_folded: string;
    email: string;
    generation: Generated<number>;
    created_at: number;
    changed: number;
  };
  conversations: {
    id: Generated<number>;
    public_id: ConversationId;
    kind: 'direct' | 'group';
    created_by: AccountNumber;
    created_at: number;
    /** SHA-256 of what was asked for at creation, to tell a repeated request from a stolen id. */
    request_digest: Uint8Array;
    title: string | null;
    seq: Generated<number>;
    stamped_at: Generated<number>;
    version: Generated<number>;
    newest_chapter: Generated<number>;
    head_id: Uint8Array | null;
    head_chapter: number | null;
    head_seq: number | null;
    head_by: number | null;
    head_at: number | null;
    head_stamped_at: number | null;
    head_text: string | null;
    head_deleted: Generated<number>;
    /** The newest of this row's changes and those of its members and chapters. */
    changed: number;
  };
  memberships: {
    conversation: number;
    account: AccountNumber;
    role: Role;
    delivered: number;
    read: number;
    /** Value of the change counter when they were (last) added: whoever has seen less needs all of the conversation. */
    joined: number;
    /** What stays visible to someone who was removed. */
    removed_at: number | null;
    removed_seq: number | null;
    removed_title: string | null;
    changed: number;
  };
  documents: {
    id: Generated<number>;
    name: string;
    version: number;
    /** Journal rows left. */
    tail: number;
    /** Position of the newest row that deleted text, until no older row is left on the disk; else 0. */
    purge_at: number;
  };
  journal: { id: Generated<number>; document: number; position: number; updates: Uint8Array };
  snapshots: { document: number; position: number; state: Uint8Array };
  chapters: {
    conversation: number;
    chapter: number;
    version: number;
    full: number;
    /** JSON of inclusive pairs. */
    ranges: string;
    changed: number;
  };
  /** Which ids a conversation has ever had, and the seq of each. */
  messages: { conversation: number; id: Uint8Array; seq: number };
  /** The same messages by seq, for counting; apart from `messages`, so that the id is stored once. */
  stamps: { conversation: number; seq: number; author: number; deleted: number };
}
