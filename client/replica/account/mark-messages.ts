import { chapterDocument } from '../../../shared/document/name.ts';
import { parseMessageId } from '../../../shared/ids/ulid.ts';
import { DONE, fail } from '../../../shared/result.ts';
import type { FullMessageRef } from '../../channel/commands.ts';
import type { Outcome } from '../commands/writing.ts';
import type { Directory } from '../directory.ts';
import type { Pool } from '../documents/pool.ts';
import type { Clock } from '../ports.ts';
import type { AccountKeeper } from './account-keeper.ts';
import { asChapter, messageKey } from './message-key.ts';

export interface MarkingDeps {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly pool: Pool;
  readonly account: AccountKeeper;
}

/** About 100 bytes each: together well below the bound of an account document. */
const MOST_STARS = 5_000;
const MOST_HIDDEN = 10_000;

const isNamed = ({ directory }: MarkingDeps, { conversationId, chapter, messageId }: FullMessageRef): boolean =>
  directory.get(conversationId) !== undefined &&
  asChapter(chapter) !== undefined &&
  parseMessageId(messageId) !== undefined;

/** Adds or removes a star of a message, for all of the person's devices. */
export const starMessage = async (deps: MarkingDeps, place: FullMessageRef, on: boolean): Promise<Outcome> => {
  const { account, clock } = deps;
  const { conversationId, chapter, messageId } = place;
  if (!isNamed(deps, place)) return fail('unknown');
  if (account.state.isStarred(conversationId, messageId) === on) return DONE;
  const message = deps.pool.peek(chapterDocument(conversationId, chapter))?.index?.get(messageId);
  if (on && message?.deletedBy !== undefined) return fail('not-allowed');
  if (on && account.state.stars().length >= MOST_STARS) return fail('too-many');
  const key = messageKey(conversationId, messageId);
  const written = await account.write((doc) => {
    if (on) doc.getMap('stars').set(key, [chapter, Math.max(0, clock.now())]);
    else doc.getMap('stars').delete(key);
  });
  return written ? DONE : fail('failed');
};

/** Delete for me: hides a message on all of the person's devices and removes its star. */
export const hideMessage = async (deps: MarkingDeps, place: FullMessageRef, on: boolean): Promise<Outcome> => {
  const { account } = deps;
  const { conversationId, chapter, messageId } = place;
  if (!isNamed(deps, place)) return fail('unknown');
  if (account.state.isHidden(conversationId, messageId, undefined) === on) return DONE;
  if (on && account.state.hiddenCount() >= MOST_HIDDEN) return fail('too-many');
  const key = messageKey(conversationId, messageId);
  const written = await account.write((doc) => {
    if (on) {
      doc.getMap('hidden').set(key, chapter);
      if (doc.getMap('stars').has(key)) doc.getMap('stars').delete(key);
    } else doc.getMap('hidden').delete(key);
  });
  return written ? DONE : fail('failed');
};
