import { parseConversationId } from '../../shared/ids/conversation.ts';
import type { PushFacts, PushTarget } from '../../storage/rules/decide-push.ts';

export const NOW = 1_800_000_000_000;

/** A device of account 1025 that wants to hear everything. */
export const target = (more: Partial<PushTarget> = {}): PushTarget => ({
  device: 1,
  account: 1025,
  content: 'full',
  zone: 'UTC',
  retryAt: 0,
  read: 0,
  fromSeq: 0,
  isAsked: false,
  told: 0,
  mutedUntil: 0,
  mentionsOnly: false,
  quiet: undefined,
  pausedUntil: 0,
  activeAt: 0,
  readSince: [],
  ...more,
});

/** A conversation in which account 1024 wrote one message. */
export const makeDirectFacts = (targets: readonly PushTarget[], more: Partial<PushFacts> = {}): PushFacts => {
  const id =
    parseConversationId(`d-${'a'.repeat(32)}`) ?? parseConversationId('g-018bcfe5-6800-7000-8000-000000000000');
  if (id === undefined) throw new Error('Not an id.');
  return {
    conversation: 5,
    id,
    seq: 1,
    unanswered: null,
    head: undefined,
    targets,
    messages: [{ seq: 1, author: 1024, isQuiet: false, isDeleted: false }],
    mentions: new Set(),
    blocked: new Map(),
    ...more,
  };
};
