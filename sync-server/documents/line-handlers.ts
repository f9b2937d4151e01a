import * as v from 'valibot';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { DEVICE_MESSAGE } from '../../shared/protocol/messages.ts';
import { refuse } from '../../shared/protocol/refusal.ts';
import type { AdmissionPath } from '../admission/admission-path.ts';
import type { Announce } from '../cluster/announce.ts';
import type { LineDependencies, OpenDocument } from '../gate/line.ts';
import { readPresence } from '../gate/presence.ts';
import type { Log } from '../log.ts';
import type { Measure } from '../metrics/measure.ts';
import type { FeedPush } from './feed-push.ts';
import type { HistoryCheck } from './history-check.ts';
import type { Memberships } from './memberships.ts';
import type { TypingRelay } from './typing-relay.ts';
import type { Unseen } from './unseen.ts';

export interface LineHandlerDependencies {
  readonly admissionPath: Pick<AdmissionPath, 'admit' | 'isKnown'>;
  readonly announce: Pick<Announce, 'membersChanged'>;
  /** Documents and facts of a conversation changed: its members are told. */
  readonly notifyMembers: (id: ConversationId) => Promise<void>;
  readonly feedPush: Pick<FeedPush, 'follow'>;
  readonly history: Pick<HistoryCheck, 'check'>;
  readonly memberships: Pick<Memberships, 'of'>;
  readonly typing: Pick<TypingRelay, 'hear'>;
  readonly unseen: Pick<Unseen, 'isUnanswered'>;
  readonly measure: Pick<Measure, 'time' | 'refused'>;
  readonly log: Log;
}

/** What is done with the frames of open documents. */
export const createLineHandlers = (deps: LineHandlerDependencies): LineDependencies => {
  const { admissionPath, log } = deps;
  const onError = (event: string) => (error: unknown) => log.error(event, { error });

  const admit: LineDependencies['admit'] = async ({ live, access }, update, isSync) => {
    const { number } = access;
    const end = deps.measure.time('ack');
    try {
      const admission = await admissionPath.admit(live, access, update, !isSync);
      if (admission.kind === 'refused') {
        deps.measure.refused(admission.refusal.rule);
        log.info('refused', { document: live.name, account: number, code: admission.refusal.code });
      }
      return admission;
    } catch (error) {
      log.error('admission-failed', { document: live.name, error });
      return { kind: 'refused', refusal: refuse('unavailable') };
    } finally {
      end();
    }
  };

  const onAdmitted: LineDependencies['onAdmitted'] = ({ live: { address } }) => {
    if (address.kind === 'account') return;
    // The update may have changed permissions.
    if (address.kind === 'conversation') deps.announce.membersChanged(address.conversationId);
    deps.notifyMembers(address.conversationId).catch(onError('feed-failed'));
  };

  /** A device asks to be told of changed facts. */
  const onMessage: LineDependencies['onMessage'] = (line, document, text) => {
    const { address, userId } = document.access;
    if (address.kind !== 'account') return;
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return;
    }
    const parsed = v.safeParse(DEVICE_MESSAGE, json);
    if (!parsed.success) return;
    const { since, proof } = parsed.output;
    deps.history
      .check(proof)
      .then(() =>
        deps.feedPush.follow(userId, line, since, document.access.takesDeltas === true ? line.hasVersion : undefined),
      )
      .catch(onError('follow-failed'));
  };

  /** Presence of people who have not answered a request is shown to nobody. */
  const mayBeSeen = async (id: ConversationId, userId: UserId): Promise<boolean> =>
    !(await deps.unseen.isUnanswered(id)) && (await deps.memberships.of(id)).get(userId)?.asked !== true;

  /** A connection shows presence under one client id; a read-only program shows none. */
  const clientIds = new WeakMap<OpenDocument, number>();
  const onPresence: LineDependencies['onPresence'] = (document, entry) => {
    const { address, userId, number, readOnly } = document.access;
    if (address.kind !== 'conversation' || readOnly) return;
    const said = readPresence(entry, number);
    const clientId = clientIds.get(document) ?? entry.clientId;
    if (said === undefined || clientId !== entry.clientId)
      return log.debug('presence-dropped', { document: document.live.name, account: number });
    clientIds.set(document, clientId);
    mayBeSeen(address.conversationId, userId)
      .then((isSeen) => {
        if (!isSeen) return;
        document.applyPresence(entry);
        deps.typing.hear(address.conversationId, { userId, number }, said.isTyping);
      })
      .catch(onError('presence-failed'));
  };

  return {
    admit,
    isKnown: ({ live, access }, update) => admissionPath.isKnown(live, access, update),
    onAdmitted,
    onMessage,
    onPresence,
  };
};
