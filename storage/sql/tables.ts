import type { Generated } from 'kysely';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { BlobId } from '../../shared/ids/blob.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { BlobClass } from '../../shared/protocol/blobs.ts';
import type { History, Role } from '../../shared/protocol/facts.ts';
import type { PictureType } from '../../shared/protocol/picture.ts';
import type { PushContent } from '../../shared/protocol/push.ts';
import type { BlobState } from '../rules/decide-blob.ts';

/**
 * The tables after the newest migration. The brands rely on this folder being the only writer: it writes parsed values
 * only. `changed` is the value of the change counter when the row last changed; one value never belongs to two
 * conversations.
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
    /** When `seen_at` last changed; separate from `changed`, because only some people may know of it. */
    seen_changed: Generated<number>;
    /** Hash of the profile picture. */
    picture: Generated<string | null>;
    status_text: Generated<string | null>;
    /** ms since 1970; null: no expiry. */
    status_until: Generated<number | null>;
    /** 1: the account was deleted. */
    gone: Generated<number>;
    changed: number;
  };
  /** Links with which people may create an account. `token`: SHA-256 of the link's token. */
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
    /** Of a direct conversation: the person who has not answered yet; the other one started it. */
    unanswered: AccountNumber | null;
    /** Of a group: at most one member has accepted it, and a person was asked. */
    unheard: Generated<number>;
    /** When a watermark last rose that others are told. */
    marks_changed: Generated<number>;
    /** SHA-256 of the picture, hex. */
    picture: Generated<string | null>;
    /** JSON of what the group has decided, in the order of `RIGHT_NAMES`. */
    rights: Generated<string>;
    history: Generated<History>;
    /** When the group was deleted for everybody; its contents are removed soon after. */
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
    /**
     * Value of the change counter when they were (last) added: a device with an older cursor needs all of the conversation.
     */
    joined: number;
    /** What a removed person still sees. */
    removed_at: number | null;
    removed_seq: number | null;
    removed_title: string | null;
    /** Who removed them; themself when they left. */
    removed_by: Generated<number | null>;
    /** The first chapter that is open to them, and the last seq before they joined when there are closed chapters. */
    from_chapter: Generated<number>;
    from_seq: Generated<number>;
    /**
     * Who added them, while they have not accepted, because they do not know that person or block them. Kept for a person
     * who left without accepting.
     */
    asked_by: Generated<AccountNumber | null>;
    changed: number;
    /** The last change that concerns only them: their watermarks in a large group. */
    own_changed: Generated<number>;
    /** When their watermarks last rose: a change only for accounts that are told. */
    marks_changed: Generated<number>;
  };
  documents: {
    id: Generated<number>;
    name: string;
    version: number;
    /** Journal rows left. */
    tail: number;
    /** Position of the newest row that deleted text, until no older row is left on the disk; otherwise 0. */
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
  /** Event entries that were decided and are not in a chapter yet, in the order of the events. */
  pending_events: { place: Generated<number>; id: string; conversation: number; event: string };
  /** Messages that mention an account; account 0: everybody. Without those of deleted messages. */
  mentions: { conversation: number; account: number; seq: number };
  /** Messages the server will remove, and when. */
  disappearing: { conversation: number; id: Uint8Array; chapter: number; due: number };
  /** Small pictures of people and groups, by the SHA-256 of their bytes. `kept_at`: when it was last sent here. */
  pictures: { hash: string; type: PictureType; bytes: Uint8Array; kept_at: number };
  /** Sealed files: what the server knows of them. */
  blobs: {
    number: Generated<number>;
    id: BlobId;
    /** Who uploaded it. */
    account: AccountNumber;
    size: number;
    part_bytes: number;
    class: BlobClass;
    state: BlobState;
    /** What the store calls an upload that goes on. */
    upload: string | null;
    /** Something let go of it: it is looked at whether anything still refers to it. */
    released: Generated<number>;
    created_at: number;
    /** When somebody last asked to go on with the upload. */
    touched_at: number;
    completed_at: number | null;
  };
  /** Messages that are not deleted, and the blobs that their headers name. */
  blob_references: { conversation: number; message: Uint8Array; blob: number; chapter: number };
  /** Bytes of each account's blobs, unfinished ones included; account 0: of all. */
  blob_usage: { account: number; bytes: number };
  /** Sessions that were ended from elsewhere, by the SHA-256 of their token. */
  ended_sessions: { token_hash: Uint8Array; account: AccountNumber; at: number };
  /** With what programs sign in, by the SHA-256 of the token. `post`: a webhook, which posts into one group. */
  program_tokens: {
    id: string;
    hash: Uint8Array;
    account: AccountNumber;
    name: string;
    access: 'read' | 'write' | 'post';
    conversation: number | null;
    /** Under which device number it writes. */
    device: number;
    created_at: number;
    used_at: number | null;
    expires_at: number | null;
  };
  /** What administrators did, the newest ones. */
  administrator_acts: {
    place: Generated<number>;
    administrator: AccountNumber;
    act: string;
    person: AccountNumber | null;
    at: number;
  };
  /** A device's request to be signed in by another one; at most one per account. */
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
  /** When watermarks rose. kind 0: delivered, 1: read. Only the newest rises. */
  receipt_log: { conversation: number; account: number; kind: 0 | 1; seq: number; at: number };
  /**
   * The people an account blocks, or blocked (`active` 0). `at`: when it decided, by its device; the later decision stands.
   */
  blocks: {
    blocker: AccountNumber;
    blocked: AccountNumber;
    active: 0 | 1;
    at: number;
    /** The last-online time of the blocker that the blocked person still sees. */
    seen_at: number | null;
    changed: number;
  };
  /** How many things `writer` has shown to `target`, who has not answered. */
  stranger_acts: { writer: AccountNumber; target: AccountNumber; acts: number };
  /** The watermarks of `account` that `viewer`, whom they block, still sees. No row: none. */
  kept_marks: {
    viewer: number;
    account: number;
    conversation: number;
    delivered: number;
    read: number;
    changed: Generated<number>;
  };
  /** What `account` has instead of the newest message, while that is from a person they block. */
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
  /** Reports to the administrators, in the order of arrival. */
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
  /** Links into a group; the token itself is not stored. */
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
  /** People who ask to join, and the link they used. */
  /** Join requests that were declined lately. */
  declined_requests: { conversation: number; account: AccountNumber; at: number };
  join_requests: { conversation: number; account: AccountNumber; link: string; at: number };
  /** Where devices are reached by push: one row for each session that asked for it. */
  push_devices: {
    number: Generated<number>;
    account: AccountNumber;
    /** Id of the session in sign-in's own table. */
    session: string;
    endpoint: string;
    p256dh: string;
    auth: string;
    /** The server's public key it subscribed with. */
    server_key: string;
    content: PushContent;
    zone: string;
    created_at: number;
    /** Attempts that failed since the last success, and until when the next one waits. */
    failures: Generated<number>;
    retry_at: Generated<number>;
  };
  /** Up to which seq a device was told of a conversation; `shown`: the seq of the notification it may still show, or 0. */
  push_marks: { device: number; conversation: number; seq: number; shown: Generated<number> };
  /** What a person wants to hear of a conversation. `muted_until`: ms since 1970, by the server's clock. */
  push_levels: {
    account: AccountNumber;
    conversation: number;
    muted_until: Generated<number>;
    mentions_only: Generated<number>;
  };
  /** Do not disturb, in minutes of each device's own day, and until a time of the server's clock; when a device was last in use. */
  push_people: {
    account: AccountNumber;
    quiet_from: number | null;
    quiet_to: number | null;
    paused_until: Generated<number>;
    active_at: Generated<number>;
  };
  /** What push services refused lately, for the administrators. */
  push_problems: { service: string; status: number; text: string; at: number; times: number };
}
