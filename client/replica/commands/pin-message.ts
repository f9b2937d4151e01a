import type * as Y from 'yjs';
import { itemAt } from '../../../shared/document/chapter.ts';
import { chapterDocument } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { mayPin, parsePinKey } from '../../../shared/permissions/table.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { DONE, fail } from '../../../shared/result.ts';
import type { Commands } from '../../channel/commands.ts';
import { type Outcome, type WritingDeps, withChapter, withConversation } from './writing.ts';

/** Whether the message of a pin is known to be gone, or never was; false when its chapter is not open. */
const isGone = ({ directory, pool }: WritingDeps, id: ConversationId, key: string): boolean => {
  const pin = parsePinKey(key);
  if (pin === undefined || directory.isBeyondNewest(id, pin.chapter)) return true;
  const live = pool.peek(chapterDocument(id, pin.chapter));
  return live !== undefined && itemAt(live.doc, 'messages', pin.id)?.deleted === true;
};

/** A pin further ahead than any honest clock is not followed. ms */
const FAR = 86_400_000;

/** Pins are ordered by time: a new one is the latest, even after the clock was set back. */
const timeOfPin = (pins: Y.Map<unknown>, now: number): number => {
  let latest = now;
  for (const at of pins.values()) if (typeof at === 'number' && at >= latest && at < now + FAR) latest = at + 1;
  return latest;
};

/** Keeps a message at hand for all members, or no longer. */
export const pinMessage = async (deps: WritingDeps, input: Commands['pin']['in']): Promise<Outcome> => {
  const { conversationId, chapter, messageId, on } = input;
  const membership = deps.directory.membershipIn(conversationId);
  if (deps.directory.get(conversationId) === undefined) return fail('unknown');
  if (membership === undefined || !mayPin(membership)) return fail('not-allowed');
  if (on) {
    const found = await withChapter(deps, input, (live): Outcome => {
      const message = live.index?.get(messageId);
      if (message === undefined || message.deletedBy !== undefined) return fail('unknown');
      // Before it is stamped it may move to another chapter.
      return message.stamp === undefined ? fail('not-allowed') : DONE;
    });
    if (!found.ok) return found;
  }
  return withConversation(deps, conversationId, (live): Outcome => {
    const key = `${chapter}/${messageId}`;
    const pins = live.doc.getMap('pins');
    if (pins.has(key) === on) return DONE;
    // Pins of messages that are gone are shown to nobody, and make room.
    const stale =
      on && pins.size >= LIMITS.pins ? [...pins.keys()].filter((one) => isGone(deps, conversationId, one)) : [];
    if (on && pins.size - stale.length >= LIMITS.pins) return fail('too-many');
    live.write((doc) => {
      for (const one of stale) doc.getMap('pins').delete(one);
      if (on) doc.getMap('pins').set(key, timeOfPin(doc.getMap('pins'), deps.clock.now()));
      else doc.getMap('pins').delete(key);
    });
    return DONE;
  });
};
