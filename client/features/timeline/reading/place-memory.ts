import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import { type MessageId, parseMessageId } from '../../../../shared/ids/ulid.ts';

/** The last reading place: a message, and how far below the upper edge of the view it began. Pixels. */
interface ReadingPlace {
  readonly chapter: number;
  readonly messageId: MessageId;
  readonly top: number;
  /** Messages that were unread when the person left: more than these means something new. */
  readonly unread: number;
}

/** The reading place in each conversation, for as long as the tab lives, reloads included. */
export interface PlaceMemory {
  readonly get: (id: ConversationId) => ReadingPlace | undefined;
  /** undefined: at the end, which needs no memory. */
  readonly set: (id: ConversationId, place: ReadingPlace | undefined) => void;
}

const KEY = 'skerry-places';
/** The oldest are forgotten. */
const MOST = 200;

const parse = (text: string | null): Map<string, ReadingPlace> => {
  const found = new Map<string, ReadingPlace>();
  if (text === null) return found;
  let all: unknown;
  try {
    all = JSON.parse(text);
  } catch {
    return found;
  }
  if (!Array.isArray(all)) return found;
  for (const one of all) {
    if (!Array.isArray(one)) continue;
    const [id, chapter, message, top, unread] = one;
    const messageId = typeof message === 'string' ? parseMessageId(message) : undefined;
    if (typeof id !== 'string' || messageId === undefined || ![chapter, top, unread].every(Number.isSafeInteger))
      continue;
    found.set(id, { chapter, messageId, top, unread });
  }
  return found;
};

export const makePlaceMemory = (store: Pick<Storage, 'getItem' | 'setItem'> | undefined): PlaceMemory => {
  const places = parse(store?.getItem(KEY) ?? null);
  return {
    get: (id) => places.get(id),
    set: (id, place) => {
      // Moves to the end: the oldest comes first.
      places.delete(id);
      if (place !== undefined) places.set(id, place);
      for (const oldest of places.keys()) {
        if (places.size <= MOST) break;
        places.delete(oldest);
      }
      try {
        store?.setItem(
          KEY,
          JSON.stringify(
            [...places].map(([key, one]) => [key, one.chapter, one.messageId, Math.round(one.top), one.unread]),
          ),
        );
      } catch {
        // No room in the tab's storage: then only until the next reload.
      }
    },
  };
};

const session = (): Storage | undefined => {
  try {
    return sessionStorage;
  } catch {
    // Storage is refused: then only until the next reload.
    return undefined;
  }
};
/** Of this tab. */
export const places = makePlaceMemory(session());
