import { done, type Handlers, missing } from './handler.ts';

/** Where the window of a timeline stands. */
export const TIMELINE_HANDLERS: Handlers<
  'loadOlder' | 'loadNewer' | 'jump' | 'jumpToSeq' | 'jumpToTime' | 'jumpToEnd'
> = {
  loadNewer: missing,
  jump: missing,
  jumpToSeq: missing,
  jumpToTime: missing,
  jumpToEnd: missing,
  loadOlder: async ({ signedIn }, { conversationId }) => {
    await signedIn.timeline(conversationId).loadOlder();
    return done(undefined);
  },
};
