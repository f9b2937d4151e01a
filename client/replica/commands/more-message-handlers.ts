import { forwardMessages } from './forward-messages.ts';
import { done, type Handlers } from './handler.ts';
import { detailsOf } from './message-details.ts';
import { pinMessage } from './pin-message.ts';
import { closePoll, voteOn } from './poll-commands.ts';
import { retryNotSent } from './retry-not-sent.ts';

/** What people do with messages less often. */
export const MORE_MESSAGE_HANDLERS: Handlers<
  'pin' | 'vote' | 'closePoll' | 'forward' | 'details' | 'retryNotSent' | 'discardNotSent'
> = {
  pin: async ({ signedIn }, input) => done(await pinMessage(signedIn.commands, input)),
  vote: async ({ signedIn }, input) => done(await voteOn(signedIn.commands, input)),
  closePoll: async ({ signedIn }, input) => done(await closePoll(signedIn.commands, input)),
  forward: async ({ signedIn }, input) => done(await forwardMessages(signedIn.commands, input, signedIn.sent)),
  details: async ({ signedIn, api }, place) => {
    const isOnline = signedIn.connection().state === 'online';
    const isShownReads = signedIn.privacy.wished().readReceipts;
    const details = await detailsOf(signedIn.commands, api, { isOnline, isShownReads }, place);
    return details === 'unknown' ? { ok: false, error: 'unknown' } : { ok: true, value: details };
  },
  retryNotSent: async ({ signedIn }, { key }) => {
    const error = await retryNotSent(signedIn.commands, key, signedIn.sent);
    signedIn.changedNotSent();
    return done(error);
  },
  discardNotSent: async ({ signedIn }, { key }) => {
    const { tables, commit } = signedIn.localState;
    const name = tables.notSent.get(key)?.document;
    const record = name === undefined ? undefined : tables.document.get(name);
    const root = key.includes('/') ? 'edits' : 'messages';
    await commit([
      { kind: 'notSent', key, value: undefined },
      // Its document would send it, should the server know the conversation again.
      ...(name === undefined || record === undefined
        ? []
        : [
            {
              kind: 'document' as const,
              key: name,
              value: { ...record, handled: [...record.handled, `${root}/${key}`] },
            },
          ]),
    ]);
    signedIn.changedNotSent();
    return done(undefined);
  },
};
