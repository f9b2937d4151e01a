import type { Generated } from 'kysely';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { History, Role } from '../../shared/protocol/facts.ts';
import type { PictureType } from '../../shared/protocol/picture.ts';

/**
 * The tables as they are after the newest migration. The brands are promises of the only writer, this folder: what it
 * writes was parsed before. `changed` is the value of the change counter when the row last changed; one value never
 * belongs to two conversations.
 */
export interface Tables {
  server_state: {
    id: number;
    epoch: string;
    cursor: number;
    epoch_number: Generated<number>;
    proof_key: Uint8Array | null;
    probed: Generated<number>;
  };
  starts: { number: Generated<number>; name: string; cursor: number; at: number };
  epochs: { number: number; at: number; cause: 'announced' | 'noticed' };
  accounts: {
    number: Generated<AccountNumber>;
    user_id: UserId;
    name: string;
    /** `name` as it is searched: NFKC, lower case. */
    name_folded: string;
    email: string;
    /** For sign-in and search, lower case; null: none. */
    username: Generated<string | null>;
    generation: Generated<number>;
    created_at: number;
    /** Sends no read receipts, and sees none. */
    hide_read: Generated<number>;
    hide_seen: Generated<number>;
    /** When a device was last connected; null while hidden. */
    seen_at: number | null;
    /** When `seen_at` last changed: apart from `changed`, so that it is news only for those who may know. */
    seen_changed: Generated<number>;
    /** Hash of the profile picture. */
    picture: Generated<string | null>;
    status_text: Generated<string | null>;
    /** ms since 1970; null: without an end. */
    status_until: Generated<number | null>;
    /** The account was deleted: 1. */
    gone: Generated<number>;
    changed: number;
  };
  /** Links with which people may make an account. `token`: SHA-256 of what stands in the link. */
  invitations: {
    id: Generated<number>;
    public_id: string;
    token: Uint8Array;
    made_by: AccountNumber;
    created_at: number;
    expires_at: number;
    uses: number;
    used: Generated<number>;
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
    head_entry: Uint8Array | null;
    head_edit: Uint8Array | null;
    head_deleted: Generated<number>;
    /** Seconds after which new messages disappear; 0: never. */
    disappear: Generated<number>;
    /** More members than are told each other's watermarks. */
    large: Generated<number>;
    /** Of a direct conversation: who has not answered yet. The other one started it. */
    unanswered: AccountNumber | null;
    /** Of a group: nobody but one has accepted to be in it, and somebody was asked. */
    unheard: Generated<number>;
    /** When a watermark last rose that others are told. */
    marks_changed: Generated<number>;
    /** SHA-256 of the picture, hex. */
    picture: Generated<string | null>;
    /** JSON of what the group has decided, in the order of `RIGHT_NAMES`. */
    rights: Generated<string>;
    history: Generated<History>;
    /** When the group was deleted for everybody; what it held goes soon after. */
    deleted_at: Generated<number | null>;
    purged: Generated<number>;
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
    /** Who did it; themself when they left. */
    removed_by: Generated<number | null>;
    /** The first chapter that is open to them, and the last seq before they came when there are closed ones. */
    from_chapter: Generated<number>;
    from_seq: Generated<number>;
    /**
     * Who put them into the group, while they have not accepted: they do not know them, or block them. Of somebody who
     * left it without accepting it stays.
     */
    asked_by: Generated<AccountNumber | null>;
    changed: number;
    /** The last change that is nobody's business but theirs: their watermarks in a large group. */
    own_changed: Generated<number>;
    /** When their watermarks last rose: news for those only who are told. */
    marks_changed: Generated<number>;
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
    /** Takes no new messages at all. */
    closed: Generated<number>;
  };
  /** Which ids of messages and edits a conversation has ever had: seq and chapter of each; seq 0: of an edit. */
  messages: { conversation: number; id: Uint8Array; seq: number; chapter: number | null };
  /** Device numbers under which accounts have written, in the order in which they came. */
  account_devices: { place: Generated<number>; account: AccountNumber; number: number };
  /** The same messages by seq, for counting; apart from `messages`, so that the id is stored once. */
  stamps: { conversation: number; seq: number; author: number; deleted: number; quiet: Generated<number> };
  /** Event entries that were decided and do not stand in a chapter yet, in the order of what happened. */
  pending_events: { place: Generated<number>; id: string; conversation: number; event: string };
  /** Messages that name an account; account 0: everybody. Those of deleted messages are gone. */
  mentions: { conversation: number; account: number; seq: number };
  /** Messages the server will remove, and when. */
  disappearing: { conversation: number; id: Uint8Array; chapter: number; due: number };
  /** Small pictures of people and groups, by the SHA-256 of their bytes. `kept_at`: when it was last sent here. */
  pictures: { hash: string; type: PictureType; bytes: Uint8Array; kept_at: number };
  /** Sessions that were ended from elsewhere, by the SHA-256 of their token. */
  ended_sessions: { token_hash: Uint8Array; account: AccountNumber; at: number };
  /** A device's wish to be signed in by another one; at most one for an account. */
  device_links: {
    token_hash: Uint8Array;
    account: AccountNumber;
    expires_at: number;
    claim_hash: Uint8Array | null;
    agent: string | null;
    address: string | null;
    confirmed: Generated<number>;
  };
  /** Deleted accounts of which something is still to be removed. `messages`: theirs too. */
  erasures: { account: AccountNumber; messages: number };
  /** When watermarks rose. kind 0: delivered, 1: read. The newest ones only. */
  receipt_log: { conversation: number; account: number; kind: 0 | 1; seq: number; at: number };
  /** Whom an account blocks, or did (`active` 0). `at`: when they decided, by their device; the later decision stands. */
  blocks: {
    blocker: AccountNumber;
    blocked: AccountNumber;
    active: 0 | 1;
    at: number;
    /** When the blocker was last here as the blocked one goes on to see it. */
    seen_at: number | null;
    changed: number;
  };
  /** How many things `writer` made appear to `target`, who has not answered them. */
  stranger_acts: { writer: AccountNumber; target: AccountNumber; acts: number };
  /** The watermarks of `account` that `viewer`, whom they block, goes on to see. No row: none. */
  kept_marks: { viewer: number; account: number; conversation: number; delivered: number; read: number };
  /** What `account` has instead of the newest message while that is from somebody they block. */
  kept_heads: {
    conversation: number;
    account: number;
    head_id: Uint8Array | null;
    head_chapter: number | null;
    head_seq: number | null;
    head_by: number | null;
    head_at: number | null;
    head_stamped_at: number | null;
    head_entry: Uint8Array | null;
    head_edit: Uint8Array | null;
    head_deleted: number;
  };
  /** What people told the administrators of, in the order of arrival. */
  reports: {
    place: Generated<number>;
    /** Made by the reporter's device. */
    id: string;
    reporter: number;
    conversation: number;
    reason: string;
    /** JSON: ids and texts as the reporter's device showed them. */
    messages: string;
    at: number;
    handled_at: number | null;
    handled_by: number | null;
  };
  /** Ways into a group; the token itself is nowhere. */
  group_links: {
    id: string;
    conversation: number;
    digest: Uint8Array;
    /** Who made it. */
    account: AccountNumber;
    approval: number;
    expires_at: number | null;
    uses: number | null;
    used: Generated<number>;
    created_at: number;
  };
  /** Who asks to join, and by which link. */
  /** Join requests that were declined lately. */
  declined_requests: { conversation: number; account: AccountNumber; at: number };
  join_requests: { conversation: number; account: AccountNumber; link: string; at: number };
}
