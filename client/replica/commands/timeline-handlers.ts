import type { Jump } from '../projections/timeline-model.ts';
import { done, type Handlers } from './handler.ts';

const landed = (jump: Jump) =>
  typeof jump === 'string' ? ({ ok: false, error: jump } as const) : ({ ok: true, value: jump } as const);

/** Where the window of a timeline stands. */
export const TIMELINE_HANDLERS: Handlers<
  'loadOlder' | 'loadNewer' | 'jump' | 'jumpToSeq' | 'jumpToTime' | 'jumpToEnd'
> = {
  loadOlder: async ({ signedIn }, { conversationId }) => {
    await signedIn.timeline(conversationId).loadOlder();
    return done(undefined);
  },
  loadNewer: async ({ signedIn }, { conversationId }) => {
    await signedIn.timeline(conversationId).loadNewer();
    return done(undefined);
  },
  jump: async ({ signedIn }, { conversationId, chapter, messageId }) =>
    landed(await signedIn.timeline(conversationId).jump(chapter, messageId)),
  jumpToSeq: async ({ signedIn }, { conversationId, seq }) =>
    landed(await signedIn.timeline(conversationId).jumpToSeq(seq)),
  jumpToTime: async ({ signedIn }, { conversationId, at }) =>
    landed(await signedIn.timeline(conversationId).jumpToTime(at)),
  jumpToEnd: async ({ signedIn }, { conversationId }) => {
    await signedIn.timeline(conversationId).jumpToEnd();
    return done(undefined);
  },
};
