import * as v from 'valibot';
import type * as Y from 'yjs';
import { AUDIENCES, isDisappearing, RIGHT_NAMES } from '../protocol/conversation-settings.ts';
import { HISTORY, ROLE } from '../protocol/facts.ts';
import { nameToShow } from '../text/parse-line.ts';

/** A stamp as it is stored: `[seq, at]`, and `due` when the message disappears. Times in ms since 1970, by the server's clock. */
export type StoredStamp = readonly [seq: number, at: number, due?: number];

export const isStoredStamp = (value: unknown): value is StoredStamp =>
  Array.isArray(value) && (value.length === 2 || value.length === 3) && value.every(Number.isSafeInteger);

/** The newest item under a key, dead ones included; undefined when the key was never written. (`map.has` is false for dead ones.) */
export const itemAt = (doc: Y.Doc, root: string, key: string): Y.Item | undefined => doc.getMap(root)._map.get(key);

/** As the group was called, by whatever rule held then. */
const name = v.pipe(v.string(), v.transform(nameToShow));
const number = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** `by`: account number of the actor; `who`: of the person the act was done to. */
const by = { by: number };

/** What happened in a conversation beside its messages; written by the server only, into `events` of the newest chapter. */
const CONVERSATION_EVENT = v.variant('kind', [
  v.object({ kind: v.literal('created'), ...by, name }),
  v.object({ kind: v.literal('joined'), ...by }),
  v.object({ kind: v.literal('added'), ...by, who: number }),
  v.object({ kind: v.literal('removed'), ...by, who: number }),
  v.object({ kind: v.literal('left'), ...by }),
  v.object({ kind: v.literal('renamed'), ...by, name }),
  v.object({ kind: v.literal('role'), ...by, who: number, role: ROLE }),
  /** Ownership was transferred to `who`; `by` is an admin since. */
  v.object({ kind: v.literal('owner'), ...by, who: number }),
  v.object({ kind: v.literal('picture'), ...by }),
  // The audience; `circle` is its name in stored events.
  v.object({ kind: v.literal('right'), ...by, right: v.picklist(RIGHT_NAMES), circle: v.picklist(AUDIENCES) }),
  v.object({ kind: v.literal('history'), ...by, history: HISTORY }),
  v.object({ kind: v.literal('disappear'), ...by, seconds: v.custom<number>(isDisappearing) }),
]);
export type ConversationEvent = v.InferOutput<typeof CONVERSATION_EVENT>;

/** As stored under an event id (ULID): `[seq, at, event]`, seq of the newest message before it, at in ms since 1970. */
export const STORED_EVENT = v.tuple([number, number, CONVERSATION_EVENT]);
