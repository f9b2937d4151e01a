import { blobsIn, type MessageBody, readBody } from '../../../shared/envelope/body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { DONE } from '../../../shared/result.ts';
import { forwardMessages } from './forward-messages.ts';
import { type CommandDeps, type Handlers, toAnswer, type WritingNeed } from './handler.ts';
import { detailsOf } from './message-details.ts';
import { pinMessage } from './pin-message.ts';
import { closePoll, voteOn } from './poll-commands.ts';
import { retryNotSent } from './retry-not-sent.ts';

const tellWritten =
  ({ emit, tab }: Pick<CommandDeps, 'emit' | 'tab'>) =>
  (id: ConversationId, messageId: MessageId, body: MessageBody): void =>
    emit({ type: 'message-written', tab, id, messageId, body });

/** What people do with messages less often. */
export const MORE_MESSAGE_HANDLERS: Handlers<
  'pin' | 'vote' | 'closePoll' | 'forward' | 'details' | 'retryNotSent' | 'discardNotSent',
  WritingNeed | 'api' | 'connectivity' | 'emit' | 'pending' | 'privacy' | 'tab' | 'uploads'
> = {
  pin: async (deps, input) => toAnswer(await pinMessage(deps, input)),
  vote: async (deps, input) => toAnswer(await voteOn(deps, input)),
  closePoll: async (deps, input) => toAnswer(await closePoll(deps, input)),
  forward: async (deps, input) => toAnswer(await forwardMessages(deps, input, tellWritten(deps))),
  details: async (deps, place) => {
    const isOnline = deps.connectivity.isOnline();
    const isShownReads = deps.privacy.wished().readReceipts;
    return detailsOf(deps, deps.api, { isOnline, isShownReads }, place);
  },
  retryNotSent: async (deps, { key }) => {
    const retried = await retryNotSent(deps, key, tellWritten(deps));
    deps.emit({ type: 'not-sent-changed' });
    return toAnswer(retried);
  },
  discardNotSent: async (deps, { key }) => {
    const { tables, commit } = deps.localState;
    const listed = tables.notSent.get(key);
    const name = listed?.document;
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
    const blobs = listed?.body === undefined ? [] : blobsIn(readBody(listed.body));
    if (blobs.length > 0)
      void deps.uploads.keeper().then(
        ({ uses }) => uses.letGo(blobs),
        () => {},
      );
    deps.emit({ type: 'not-sent-changed' });
    return toAnswer(DONE);
  },
};
