import * as v from 'valibot';
import { BODY } from '../../../shared/envelope/body.ts';
import { makeUlid } from '../../../shared/ids/ulid.ts';
import { DONE, fail } from '../../../shared/result.ts';
import type { Commands } from '../../channel/commands.ts';
import { envelopeOf, type Outcome, type WritingDeps, withChapter } from './writing.ts';

/** Makes sure one's reaction is there, or that none of one's devices' is. */
export const reactTo = (
  deps: WritingDeps,
  { conversationId, messageId, emoji, on, ...place }: Commands['react']['in'],
): Promise<Outcome> =>
  withChapter(deps, { conversationId, ...place }, (live): Outcome => {
    const message = live.index?.get(messageId);
    if (message === undefined) return fail('unknown');
    if (deps.directory.roleIn(conversationId) === undefined || message.deletedBy !== undefined)
      return fail('not-allowed');
    const mine = message.reactions.some((one) => one.emoji === emoji && one.by.includes(deps.me));
    if (mine === on) return DONE;
    if (on) {
      if (!v.is(BODY, { kind: 'emoji', text: emoji })) return fail('too-long');
      const key = `${messageId}/${deps.me}/${makeUlid(deps.clock.now(), deps.random)}`;
      live.write((doc) => doc.getMap('reactions').set(key, envelopeOf(deps, { kind: 'emoji', text: emoji })));
      return DONE;
    }
    const keys = (live.index?.keysOf('reactions', messageId) ?? []).filter(
      (key) => key.split('/')[1] === String(deps.me),
    );
    live.write((doc) => {
      for (const key of keys) if (live.index?.emojiAt(key) === emoji) doc.getMap('reactions').delete(key);
    });
    return DONE;
  });
