import * as v from 'valibot';
import { isDisappearing } from '../protocol/disappearing.ts';
import { HISTORY, ROLE } from '../protocol/facts.ts';
import { AUDIENCES, RIGHT_NAMES } from '../protocol/rights.ts';
import { nameToShow } from '../text/name-to-show.ts';

/** As the group was called, by whatever rule held then. */
const name = v.pipe(v.string(), v.transform(nameToShow));
const number = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** `by`: account number of who did it; `who`: of whom it was done to. */
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
  v.object({ kind: v.literal('right'), ...by, right: v.picklist(RIGHT_NAMES), circle: v.picklist(AUDIENCES) }),
  v.object({ kind: v.literal('history'), ...by, history: HISTORY }),
  v.object({ kind: v.literal('disappear'), ...by, seconds: v.custom<number>(isDisappearing) }),
]);
export type ConversationEvent = v.InferOutput<typeof CONVERSATION_EVENT>;

/** As stored under an event id (ULID): `[seq, at, event]`, seq of the newest message before it, at in ms since 1970. */
export const STORED_EVENT = v.tuple([number, number, CONVERSATION_EVENT]);
