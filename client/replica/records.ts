import * as v from 'valibot';
import { parseConversationId } from '../../shared/ids/conversation.ts';
import { parseMessageId } from '../../shared/ids/ulid.ts';
import { CONVERSATION_FACT, MEMBER_FACT, PERSON_FACT } from '../../shared/protocol/facts.ts';
import type { ChapterMessage } from '../../shared/timeline/chapter-message.ts';
import type { FullMessageRef } from '../channel/commands.ts';
import type { RecordStore } from './ports.ts';

/**
 * What the device keeps beside its documents: one schema and one key prefix for each kind. What does not parse is as
 * if absent: a device must start whatever an older or newer version left behind.
 */
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** In the device's own database: whose data it shows, and its number. */
export const DEVICE_RECORD = v.object({
  /** 32 random bits, made once; the `device` of envelopes. */
  number: count,
  /** The account signed in here. */
  current: v.optional(v.string()),
  /** Somebody signed out without a connection: the cookie is still here, and lets nobody in until the server ended it. */
  signingOut: v.optional(v.boolean()),
  /** The account that signed out, while anything of it may be left on the disk. */
  wiping: v.optional(v.string()),
});
export type DeviceRecord = v.InferOutput<typeof DEVICE_RECORD>;

export const SESSION_RECORD = v.object({
  userId: v.string(),
  number: count,
  name: v.string(),
  email: v.string(),
  /** Looks after the server; absent on devices that signed in before this was told. */
  administrator: v.optional(v.boolean(), false),
  generation: count,
  /** The server's life the facts below belong to. */
  epoch: v.string(),
  /** Cursor of the account feed; 0: nothing seen yet. */
  cursor: count,
  /** Shows a restored server what it has forgotten; the newest that a page of the feed brought. */
  proof: v.optional(v.string()),
  /** When facts were last heard of, by the server's clock. ms since 1970; 0: never. */
  asOf: count,
  /** How far this device's clock runs ahead of the server's, as last heard. ms */
  ahead: v.optional(v.number()),
  /** The session was ended from elsewhere, or the account deleted: what is here waits for the person's word. */
  ended: v.optional(v.picklist(['session-ended', 'account-gone'])),
  /** The person signed out: all that is left of the account here is to be removed. */
  leaving: v.optional(v.boolean()),
  /** What the server lets others know of one; with `sign` as the account document had it then. */
  privacy: v.optional(v.object({ readReceipts: v.boolean(), lastSeen: v.boolean(), sign: v.optional(count) })),
});
export type SessionRecord = v.InferOutput<typeof SESSION_RECORD>;

/** One document this device holds. Written before its store is made, so that nothing stored is ever unknown. */
const DOCUMENT_RECORD = v.object({
  /** Which local generation is the document; part of the database's name. */
  generation: count,
  /** A generation being built by a rebase: worthless until `generation` says so. */
  building: v.optional(count),
  /** The generation before the last rebase, kept until the server has the new one. */
  retiring: v.optional(count),
  /** The epoch its contents come from; another one on the server means rebase. */
  epoch: v.string(),
  /** Local changes the server has not acknowledged. */
  unsent: count,
  /** It was open for writing when the record was written: after a crash `unsent` may be short. */
  open: v.boolean(),
  /** The version (of the chapter directory) that is surely in the store. */
  synced: count,
  /** Deleted text may still stand in the store's rows. */
  compact: v.boolean(),
  /** Own entries (`root/key`) that went to Not sent while still in the document: they are not to be sent later. */
  handled: v.array(v.string()),
  /** A chapter found to be full on this device. */
  full: v.boolean(),
  /** When the first of its messages disappears, ms since 1970; absent: none does. */
  due: v.optional(count),
  /** A restored server had its group made anew since: what bears a stamp in it is not on the server. */
  madeAnew: v.optional(v.boolean()),
  /** Of an account document: what was written here and not acknowledged, `root/key` or a text's root. */
  touched: v.optional(v.array(v.string())),
});
export type DocumentRecord = v.InferOutput<typeof DOCUMENT_RECORD>;

/** No server's epoch: such a document is rebased before anything of it is uploaded. */
export const UNKNOWN_EPOCH = '';
export const NEW_DOCUMENT: DocumentRecord = {
  generation: 0,
  epoch: UNKNOWN_EPOCH,
  unsent: 0,
  open: false,
  synced: 0,
  compact: false,
  handled: [],
  full: false,
};

const FACT_RECORD = v.object({
  ...CONVERSATION_FACT.entries,
  members: v.array(MEMBER_FACT),
  /** The feed's cursor this is as of. */
  cursor: count,
  /** Up to where all others were once seen to have received or read it. Never goes back, even if members join later. */
  allDelivered: count,
  allRead: count,
  /** A restored server does not know it; `listed`: the person's own messages in it are under Not sent. */
  lost: v.optional(v.picklist(['unlisted', 'listed'])),
});
export type FactRecord = v.InferOutput<typeof FACT_RECORD>;

/** A conversation the server has not confirmed in the feed yet. */
const LOCAL_RECORD = v.object({
  kind: v.picklist(['direct', 'group']),
  name: v.optional(v.string()),
  /** Without the person themself. */
  people: v.array(PERSON_FACT),
  createdAt: count,
  /** `cancelled`: withdrawn; it is forgotten once its text is under Not sent. */
  state: v.picklist(['waiting', 'created', 'refused', 'cancelled']),
});
export type LocalRecord = v.InferOutput<typeof LOCAL_RECORD>;

/** What a row of the list needs of a conversation whose documents are closed. */
const ROW_RECORD = v.object({
  /** One's own newest message that the server does not have. */
  own: v.optional(v.object({ id: v.string(), chapter: count, text: v.string(), at: count })),
  /** When the newest message disappears, as its chapter says. ms since 1970. */
  head: v.optional(v.object({ id: v.string(), due: count })),
});
export type RowRecord = v.InferOutput<typeof ROW_RECORD>;

const MARKS_RECORD = v.object({ read: count, delivered: count, sentRead: count, sentDelivered: count });
export type MarksRecord = v.InferOutput<typeof MARKS_RECORD>;

/** What is asked of the server; how each kind is sent and shown stands in `outbox/command-kinds.ts`. */
const COMMAND = v.variant('kind', [
  v.object({ kind: v.literal('create'), conversationId: v.string() }),
  v.object({ kind: v.literal('add-member'), conversationId: v.string(), person: PERSON_FACT }),
  /** Oneself: leaving. */
  v.object({ kind: v.literal('remove-member'), conversationId: v.string(), userId: v.string() }),
  v.object({
    kind: v.literal('change-role'),
    conversationId: v.string(),
    userId: v.string(),
    role: v.picklist(['admin', 'member']),
  }),
  // Transfers ownership; devices keep it by this name.
  v.object({ kind: v.literal('hand-over'), conversationId: v.string(), userId: v.string() }),
  v.object({ kind: v.literal('delete-group'), conversationId: v.string() }),
  v.object({ kind: v.literal('answer-request'), conversationId: v.string(), userId: v.string(), accept: v.boolean() }),
  v.object({
    kind: v.literal('privacy'),
    readReceipts: v.optional(v.boolean()),
    lastSeen: v.optional(v.boolean()),
  }),
  /** Absent stays, null takes away. */
  v.object({
    kind: v.literal('profile'),
    name: v.optional(v.string()),
    username: v.optional(v.nullable(v.string())),
    picture: v.optional(v.nullable(v.string())),
    status: v.optional(v.nullable(v.object({ text: v.string(), until: v.optional(count) }))),
  }),
  /** `decidedAt`: ms since 1970, by this device. Of several decisions the latest stands. */
  v.object({ kind: v.literal('block'), person: PERSON_FACT, on: v.boolean(), decidedAt: count }),
  v.object({ kind: v.literal('accept-stranger'), conversationId: v.string() }),
  v.object({ kind: v.literal('decline-group'), conversationId: v.string() }),
  v.object({
    kind: v.literal('report'),
    reportId: v.string(),
    conversationId: v.string(),
    reason: v.string(),
    messages: v.array(v.object({ id: v.string(), text: v.string() })),
  }),
  /** Bytes of a small picture, the person's own or a group's; another command or a document refers to it. */
  v.object({
    kind: v.literal('picture'),
    hash: v.string(),
    bytes: v.instance(Uint8Array),
    conversationId: v.optional(v.string()),
  }),
]);
export type Command = v.InferOutput<typeof COMMAND>;
export type CommandOf<K extends Command['kind']> = Extract<Command, { kind: K }>;

const COMMAND_RECORD = v.intersect([
  COMMAND,
  v.object({
    /** When it was asked for, ms since 1970; 0 in records of earlier versions. */
    at: v.optional(count, 0),
    /** The server's code: it will not, and the person has not seen that yet. */
    refused: v.optional(v.string()),
  }),
]);
export type CommandRecord = v.InferOutput<typeof COMMAND_RECORD>;

/** A change of a conversation itself, written into its document and not acknowledged; or one that was not taken. */
const CHANGE_RECORD = v.object({
  conversationId: v.string(),
  root: v.string(),
  key: v.string(),
  /** What it is changed to, as it is shown; null: taken away. */
  value: v.nullable(v.union([v.string(), v.number()])),
  at: count,
  /** Why it was not taken, and the person has not seen that yet. */
  refused: v.optional(v.string()),
});
export type ChangeRecord = v.InferOutput<typeof CHANGE_RECORD>;

const NOT_SENT_RECORD = v.object({
  conversationId: v.string(),
  /** The conversation's title then, for one that is gone from the list. */
  title: v.string(),
  text: v.string(),
  at: count,
  /** The whole body, for sending it again; absent in records of earlier versions, which are texts. */
  body: v.optional(v.custom<Uint8Array>((value) => value instanceof Uint8Array)),
  /** The bytes of its envelope, in place of text and body, while this device cannot open it. */
  sealed: v.optional(v.custom<Uint8Array>((value) => value instanceof Uint8Array)),
  /** The id under which it is being sent again. */
  messageId: v.optional(v.string()),
  reason: v.picklist([
    'not-a-member',
    'not-allowed',
    'deleted',
    'conversation-refused',
    'cancelled',
    'server-restored',
    'other',
  ]),
  retry: v.boolean(),
  /** The document that still holds it, and sends it when the server knows the conversation again. */
  document: v.optional(v.string()),
});
export type NotSentRecord = v.InferOutput<typeof NOT_SENT_RECORD>;

/** A message that stands in no chapter yet, by conversation and id. */
const PENDING_RECORD = v.object({
  /** When it was sent by the device's clock, ms since 1970. */
  at: count,
  /** Its plain body, as `encodeBody` writes it. */
  body: v.custom<Uint8Array>((value) => value instanceof Uint8Array),
  /** The person holds back its files. */
  paused: v.optional(v.boolean()),
  /** How often the server took the message for one whose files it lacks. */
  refused: v.optional(count),
});
export type PendingRecord = v.InferOutput<typeof PENDING_RECORD>;

/** What is still to be done about a blob, by its id. */
const BLOB_RECORD = v.variant('state', [
  /** In a message that has no stamp yet: this device keeps its copy. */
  v.object({ state: v.literal('sent'), conversationId: v.string(), messageId: v.string() }),
  /** To be removed from the server. */
  v.object({ state: v.literal('withdrawn') }),
]);

/** A deletion for everyone that can still be undone. */
const REMOVAL_RECORD = v.object({
  conversationId: v.string(),
  chapter: count,
  messageId: v.string(),
  /** ms since 1970. */
  dueAt: count,
});
export type RemovalRecord = v.InferOutput<typeof REMOVAL_RECORD>;

/** The message a removal names; undefined for none. */
export const parseRemoval = ({ conversationId, chapter, messageId }: RemovalRecord): FullMessageRef | undefined => {
  const id = parseConversationId(conversationId);
  const message = parseMessageId(messageId);
  return id === undefined || message === undefined ? undefined : { conversationId: id, chapter, messageId: message };
};

/** What others wrote in a chapter and a restored server has lost, as it stood here before. */
const LOST_RECORD = v.object({
  messages: v.array(
    v.custom<ChapterMessage>(
      (value) => typeof value === 'object' && value !== null && 'id' in value && 'by' in value && 'mentions' in value,
    ),
  ),
});

/** How much of a conversation this device keeps; none: all of it. */
const KEEP_RECORD = v.object({ span: v.picklist(['months', 'last']) });

export const PREFIX = {
  document: 'document/',
  fact: 'fact/',
  person: 'person/',
  local: 'local/',
  row: 'row/',
  marks: 'marks/',
  command: 'command/',
  change: 'change/',
  notSent: 'not-sent/',
  removal: 'removal/',
  lost: 'lost/',
  pending: 'pending/',
  blob: 'blob/',
  keep: 'keep/',
} as const;
export const SESSION_KEY = 'session';
export const DEVICE_KEY = 'device';

const SCHEMAS = {
  document: DOCUMENT_RECORD,
  fact: FACT_RECORD,
  person: PERSON_FACT,
  local: LOCAL_RECORD,
  row: ROW_RECORD,
  marks: MARKS_RECORD,
  command: COMMAND_RECORD,
  change: CHANGE_RECORD,
  notSent: NOT_SENT_RECORD,
  removal: REMOVAL_RECORD,
  lost: LOST_RECORD,
  pending: PENDING_RECORD,
  blob: BLOB_RECORD,
  keep: KEEP_RECORD,
} as const;
export type RecordKind = keyof typeof SCHEMAS;
export type RecordOf<K extends RecordKind> = v.InferOutput<(typeof SCHEMAS)[K]>;

/** All records of one kind, in memory; written through `changes`. */
export type Table<K extends RecordKind> = Map<string, RecordOf<K>>;

export const loadTable = async <K extends RecordKind>(store: RecordStore, kind: K): Promise<Table<K>> => {
  const table: Table<K> = new Map();
  const schema: v.GenericSchema<unknown, RecordOf<K>> = SCHEMAS[kind];
  for (const [key, value] of await store.getAll(PREFIX[kind])) {
    const parsed = v.safeParse(schema, value);
    if (parsed.success) table.set(key.slice(PREFIX[kind].length), parsed.output);
  }
  return table;
};
