/** The commands of a tab to the replica, each with its input and its answer. Answered once. */

import type { MessageBody } from '../../shared/envelope/body.ts';
import type { Unopened } from '../../shared/envelope/opened-body.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { EditId, MessageId } from '../../shared/ids/ulid.ts';
import type { Audience, RightName } from '../../shared/permissions/group-rights.ts';
import type { Disappearing } from '../../shared/protocol/conversation-settings.ts';
import type { CreateGroupLink, GroupLink, Joined, LinkTarget } from '../../shared/protocol/http-groups.ts';
import type { Result } from '../../shared/result.ts';
import type { DraftTarget } from './conversation-view.ts';
import type { ExportedAccount, ExportedChapter, ExportedConversation } from './exported.ts';
import type { Person } from './person.ts';

type TextBody = Extract<MessageBody, { kind: 'text' }>;

/** A message of a conversation that is known from elsewhere. */
export interface MessageRef {
  readonly chapter: number;
  readonly messageId: MessageId;
}

/** A message of any conversation. */
export interface FullMessageRef extends MessageRef {
  readonly conversationId: ConversationId;
}

export interface MessageDetails {
  /** By the author's clock and by the server's; undefined: not on the server. ms since 1970. */
  readonly writtenAt: number;
  readonly stampedAt: number | undefined;
  readonly others: number;
  readonly delivered: number;
  readonly read: number;
  /** The other members; empty in large groups until the server has answered. */
  readonly people: readonly {
    readonly number: number;
    readonly name: string;
    readonly state: 'sent' | 'delivered' | 'read';
    readonly deliveredAt: number | undefined;
    readonly readAt: number | undefined;
  }[];
  /** The server has answered: times are known. */
  readonly complete: boolean;
}

export interface StarredMessage extends FullMessageRef {
  readonly conversationTitle: string;
  readonly author: string;
  readonly own: boolean;
  /** undefined: `unopened`, or not on this device, and there is no connection. */
  readonly text: string | undefined;
  readonly unopened?: Unopened | undefined;
  /** When it was written; when it was starred while that is not known. ms since 1970. */
  readonly at: number;
}

/** A message that may hold addresses, a place or a contact; which addresses, the one parser of texts decides. */
export interface SharedMessage extends FullMessageRef {
  readonly author: string;
  readonly own: boolean;
  /** ms since 1970. */
  readonly at: number;
  readonly body: MessageBody;
}

/** Something written here that the server does not have. */
export interface UnsentItem {
  readonly conversationId: ConversationId;
  /** The id of a message, `messageId/editId`, or the key of `not-sent`. */
  readonly key: string;
  /** `not-sent`: the server refused it. */
  readonly kind: 'message' | 'edit' | 'not-sent';
  /** undefined: it stands in no chapter yet. */
  readonly place: MessageRef | undefined;
  /** Bytes of what it says and of its files. */
  readonly size: number;
  /** Of its conversation. */
  readonly title: string;
  readonly text: string;
  /** ms since 1970. */
  readonly at: number;
}

/** What uses how much on this device. Bytes, about. */
export interface SpaceUse {
  /** Messages, by conversation; the largest first. `months`: the last three. */
  readonly conversations: readonly {
    readonly id: ConversationId;
    readonly bytes: number;
    readonly span: 'all' | 'months' | 'last';
  }[];
  readonly files: number;
  /** Of these, what has to stay: it is not on the server yet, or stands in a field. */
  readonly waitingFiles: number;
  readonly search: number;
}

export interface Commands {
  /** A person asks for an attempt to connect at once. */
  connectNow: { in: Record<never, never>; out: Record<never, never> };
  /** The cookie changed (a tab signed in or up): check the session again. */
  sessionChanged: { in: Record<never, never>; out: { signedIn: boolean } };
  /** Without `force`, answers how much would be lost and does nothing when that is more than 0. Wipes the device. */
  signOut: { in: { force: boolean }; out: { done: boolean; unsent: number } };
  /** What would be lost with this device: texts one by one, and how many changes there are in all. */
  unsent: { in: Record<never, never>; out: { items: readonly UnsentItem[]; count: number } };
  space: { in: Record<never, never>; out: SpaceUse };
  /** Older chapters leave this device, once they are on the server, and come back when they are opened. */
  keepOnDevice: {
    in: { conversationId: ConversationId; span: 'all' | 'months' | 'last' };
    out: Record<never, never>;
  };
  /** Removes from this device what the server has: older chapters, and files. */
  freeSpace: { in: Record<never, never>; out: Record<never, never> };
  /**
   * A file with the messages and edits that the server does not have, for another device of the account. `left`: how many
   * are not in it, or without their files.
   */
  exportUnsent: { in: Record<never, never>; out: { file: Blob; count: number; left: number } };
  /**
   * Takes such a file in. `known`: they were here already; `left`: they cannot be written here. `unknown`: it is no such
   * file; `not-allowed`: it is another account's; `failed`: there is no room for it.
   */
  importUnsent: { in: { file: Blob }; out: { added: number; known: number; left: number } };
  /** What an export is made of, piece by piece, so that nobody holds all of it. */
  exportAccount: { in: Record<never, never>; out: { account: ExportedAccount } };
  exportConversations: { in: { only?: ConversationId }; out: { conversations: readonly ExportedConversation[] } };
  /** Fetched first when it is not on this device. */
  exportChapter: { in: { conversationId: ConversationId; chapter: number }; out: { chapter: ExportedChapter } };
  /** `null`: neither this device nor the server has it now. */
  exportPicture: { in: { hash: string }; out: { picture: { name: string; bytes: Uint8Array } | null } };
  /** `complete: false`: offline, only people this device knows. `here`: the server is not asked. */
  searchPeople: { in: { query: string; here?: true }; out: { people: readonly Person[]; complete: boolean } };
  startDirect: { in: { person: Person }; out: { conversationId: ConversationId } };
  /** `conversationId` is made by the tab (`makeGroupId`), so that a repeated command does no harm; so are the ids below. */
  createGroup: {
    in: { conversationId: ConversationId; name: string; members: readonly Person[] };
    out: { conversationId: ConversationId };
  };
  /** Offline too: what it asks for shows at once and waits in the outbox. */
  changeRole: {
    in: { conversationId: ConversationId; userId: string; role: 'admin' | 'member' };
    out: Record<never, never>;
  };
  transferOwnership: { in: { conversationId: ConversationId; userId: string }; out: Record<never, never> };
  leave: { in: { conversationId: ConversationId }; out: Record<never, never> };
  deleteGroup: { in: { conversationId: ConversationId }; out: Record<never, never> };
  setRight: { in: { conversationId: ConversationId; right: RightName; audience: Audience }; out: Record<never, never> };
  setHistory: { in: { conversationId: ConversationId; history: 'all' | 'joining' }; out: Record<never, never> };
  /** Bytes of a small picture (WebP, JPEG or PNG, at most 32 KB), for the person or a group; null removes it. */
  setPicture: {
    in: { conversationId?: ConversationId; picture: { bytes: Uint8Array; type: string } | null };
    out: Record<never, never>;
  };
  /** Absent fields stay; null removes. `until`: ms since 1970. */
  changeProfile: {
    in: { name?: string; username?: string | null; status?: { text: string; until?: number } | null };
    out: Record<never, never>;
  };
  answerRequest: { in: { conversationId: ConversationId; userId: string; accept: boolean }; out: Record<never, never> };
  /** These need the server: `offline` without it. */
  createLink: { in: { conversationId: ConversationId } & CreateGroupLink; out: { link: GroupLink } };
  links: { in: { conversationId: ConversationId }; out: { links: readonly GroupLink[] } };
  revokeLink: { in: { conversationId: ConversationId; linkId: string }; out: Record<never, never> };
  /** `gone`: the link has ended. */
  previewLink: { in: { token: string }; out: { target: LinkTarget | 'gone' } };
  joinByLink: { in: { token: string }; out: { joined: Joined | 'gone' } };
  /** Cancels a waiting command, with those that depend on it. */
  cancelCommand: { in: { key: string }; out: Record<never, never> };
  /** The person has seen a refused command. */
  dismissCommand: { in: { key: string }; out: Record<never, never> };
  block: { in: { person: Person; on: boolean }; out: Record<never, never> };
  /** Accepts a stranger's request, or declines it (it leaves the list, and they are not told). */
  answerStranger: { in: { conversationId: ConversationId; accept: boolean }; out: Record<never, never> };
  /** Reports to the administrators, with the texts of chosen messages. */
  report: {
    in: { conversationId: ConversationId; messages: readonly MessageId[]; reason: string };
    out: Record<never, never>;
  };
  /**
   * What was shared in a conversation, as far as its chapters are on this device; the newest first. `next`: there is more,
   * to be asked for with `from`.
   */
  shared: {
    in: { conversationId: ConversationId; from?: number };
    out: { messages: readonly SharedMessage[]; next: number | undefined; complete: boolean };
  };
  addMember: { in: { conversationId: ConversationId; person: Person }; out: Record<never, never> };
  removeMember: { in: { conversationId: ConversationId; userId: string }; out: Record<never, never> };
  rename: { in: { conversationId: ConversationId; name: string }; out: Record<never, never> };
  /** A group's description; an empty text removes it. */
  describe: { in: { conversationId: ConversationId; text: string }; out: Record<never, never> };
  /** `thread`: it was written in the field of the thread that this message begins. */
  send: {
    in: { conversationId: ConversationId; messageId: MessageId; body: MessageBody; thread?: MessageRef };
    out: Record<never, never>;
  };
  edit: {
    in: FullMessageRef & { editId: EditId; text: string; mentions?: TextBody['mentions']; everyone?: true };
    out: Record<never, never>;
  };
  /** Delete for everyone: done after five seconds, during which `undoRemove` cancels it. */
  remove: { in: FullMessageRef; out: { at: number } };
  undoRemove: { in: FullMessageRef; out: Record<never, never> };
  /** Delete for me (`on`), on all of the person's devices; or undo that. */
  hide: { in: FullMessageRef & { on: boolean }; out: Record<never, never> };
  /** Sets the person's reaction (`on`) or removes it. */
  react: { in: FullMessageRef & { emoji: string; on: boolean }; out: Record<never, never> };
  star: { in: FullMessageRef & { on: boolean }; out: Record<never, never> };
  pin: { in: FullMessageRef & { on: boolean }; out: Record<never, never> };
  /** No choices: removes the person's vote. */
  vote: { in: FullMessageRef & { choices: readonly number[] }; out: Record<never, never> };
  closePoll: { in: FullMessageRef & { editId: EditId }; out: Record<never, never> };
  /** Writes each message into each conversation, without saying where it comes from. */
  forward: {
    in: {
      conversationId: ConversationId;
      messages: readonly { readonly chapter: number; readonly messageId: MessageId }[];
      /** One new id for each message. */
      to: readonly { readonly conversationId: ConversationId; readonly messageIds: readonly MessageId[] }[];
    };
    out: Record<never, never>;
  };
  versions: {
    in: FullMessageRef;
    out: {
      versions: readonly {
        readonly id: string;
        /** undefined: `unopened`. */
        readonly text: string | undefined;
        readonly unopened?: Unopened;
        readonly at: number;
      }[];
    };
  };
  details: { in: FullMessageRef; out: MessageDetails };
  starred: { in: Record<never, never>; out: { messages: readonly StarredMessage[] } };
  setDisappear: { in: { conversationId: ConversationId; seconds: Disappearing }; out: Record<never, never> };
  /** Hides all messages there are from the person, on all of their devices; `remove`: and the conversation, until there is a new one. */
  clear: { in: { conversationId: ConversationId; remove: boolean }; out: Record<never, never> };
  /** How the person arranges the conversation for themself; absent fields stay. */
  arrange: {
    in: {
      conversationId: ConversationId;
      pinned?: boolean;
      archived?: boolean;
      mutedUntil?: number;
      mentionsOnly?: boolean;
      markedUnread?: boolean;
    };
    out: Record<never, never>;
  };
  /** Absent fields stay. `quiet: null` turns it off. */
  setPreferences: {
    in: {
      sound?: boolean;
      quiet?: { readonly from: number; readonly to: number } | null;
      pausedUntil?: number;
      skinTone?: number;
      favourite?: string;
      linkPreviews?: boolean;
      readReceipts?: boolean;
      lastSeen?: boolean;
    };
    out: Record<never, never>;
  };
  usedEmoji: { in: { emoji: string }; out: Record<never, never> };
  loadOlder: { in: { conversationId: ConversationId }; out: Record<never, never> };
  loadNewer: { in: { conversationId: ConversationId }; out: Record<never, never> };
  /** Moves the window so that it holds the message; `key` is its entry's. `offline`: its chapter is not on this device. */
  jump: { in: FullMessageRef; out: { key: string } };
  /** To the first message at or after a seq (a mention), or a time (ms since 1970). */
  jumpToSeq: { in: { conversationId: ConversationId; seq: number }; out: { key: string } };
  jumpToTime: { in: { conversationId: ConversationId; at: number }; out: { key: string } };
  jumpToEnd: { in: { conversationId: ConversationId }; out: Record<never, never> };
  /** Without `seq`: all of it. */
  markRead: { in: { conversationId: ConversationId; seq?: number }; out: Record<never, never> };
  typing: { in: { conversationId: ConversationId; typing: boolean }; out: Record<never, never> };
  /** With `target` of kind `edit`, `text` is the edit's; the draft of a new message stays. `durably`: answered once on the disk. */
  saveDraft: {
    in: { conversationId: ConversationId; text: string; target?: DraftTarget | undefined; durably?: boolean };
    out: Record<never, never>;
  };
  /** Puts a text behind that of the new message, once on the disk; reply and edit stay. `too-long`: no draft holds that. */
  appendDraft: { in: { conversationId: ConversationId; text: string }; out: Record<never, never> };
  saveThreadDraft: {
    in: { conversationId: ConversationId; thread: MessageRef; text: string; durably?: boolean };
    out: Record<never, never>;
  };
  /**
   * What a page left behind: a draft typed when the replica last had `base` on its disk, or, with `messageId`, a message
   * that nobody knows to be sent.
   */
  adoptDraft: {
    in: {
      conversationId: ConversationId;
      text: string;
      target?: DraftTarget | undefined;
      base: string;
      thread?: MessageRef | undefined;
      messageId?: MessageId | undefined;
    };
    out: Record<never, never>;
  };
  /** Files that were attached and are not wanted any more; what a message or a draft needs stays. */
  letGoFiles: { in: { blobs: readonly string[] }; out: Record<never, never> };
  /** Of a message whose files are on their way. It stays paused across restarts. */
  pauseUpload: { in: { conversationId: ConversationId; messageId: MessageId; on: boolean }; out: Record<never, never> };
  retryUpload: { in: { conversationId: ConversationId; messageId: MessageId }; out: Record<never, never> };
  /** The message is not sent, and nothing of its files stays on the server. `too-late`: it is in its chapter. */
  cancelUpload: { in: { conversationId: ConversationId; messageId: MessageId }; out: Record<never, never> };
  retryNotSent: { in: { key: string }; out: Record<never, never> };
  discardNotSent: { in: { key: string }; out: Record<never, never> };
}
export type CommandName = keyof Commands;

/** Why a command could not be done; shown through the catalogue as `error.<code>`. */
export type CommandError =
  | 'signed-out'
  | 'too-late'
  | 'too-many'
  | 'too-long'
  | 'empty'
  | 'not-allowed'
  | 'unknown'
  /** What it says cannot be shown on this device, or not yet. */
  | 'unopened'
  | 'offline'
  | 'failed';

export type CommandResult<C extends CommandName> = Result<Commands[C]['out'], CommandError>;
