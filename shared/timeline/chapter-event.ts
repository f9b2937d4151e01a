import * as v from 'valibot';
import type * as Y from 'yjs';
import { type ConversationEvent, itemAt, STORED_EVENT } from '../document/chapter.ts';
import { SERVER_NUMBER } from '../ids/account.ts';
import { ownerOf } from '../ids/client-id.ts';

/** One event of a conversation: it stands behind the message with `seq`. */
export interface ChapterEvent {
  readonly id: string;
  readonly seq: number;
  /** The server's clock, ms since 1970. */
  readonly at: number;
  readonly event: ConversationEvent;
}

/** The event under an id. Only the server's own client ids can write one; what this version does not know is left out. */
export const readEvent = (doc: Y.Doc, id: string): ChapterEvent | undefined => {
  const item = itemAt(doc, 'events', id);
  if (item === undefined || item.deleted || ownerOf(item.id.client) !== SERVER_NUMBER) return undefined;
  const parsed = v.safeParse(STORED_EVENT, doc.getMap('events').get(id));
  if (!parsed.success) return undefined;
  const [seq, at, event] = parsed.output;
  return { id, seq, at, event };
};

export const compareEvents = (a: ChapterEvent, b: ChapterEvent): number =>
  a.seq - b.seq || a.at - b.at || (a.id < b.id ? -1 : 1);
