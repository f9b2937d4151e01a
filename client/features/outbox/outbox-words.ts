import type { OutboxEntry } from '../../channel/projections.ts';
import { type GroupKey, g } from '../../words/group-words.ts';

/** What was asked for, in one line. */
export const outboxWords = (entry: OutboxEntry): string => {
  const title = entry.conversationTitle || g('outbox.somewhere');
  const who = entry.who || g('outbox.someone');
  // What was refused has its old name again.
  if (entry.kind === 'rename' && entry.state === 'refused') return g('outbox.rename.refused', { title });
  return g(`outbox.${entry.kind}`, { title, who });
};

const REASONS: ReadonlyMap<string, Extract<GroupKey, `outbox.reason.${string}`>> = new Map([
  ['not-allowed', 'outbox.reason.not-allowed'],
  ['not-a-member', 'outbox.reason.not-a-member'],
  ['not-found', 'outbox.reason.not-found'],
  ['group-full', 'outbox.reason.full'],
  ['too-many', 'outbox.reason.full'],
  ['owner', 'outbox.reason.owner'],
  ['taken', 'outbox.reason.taken'],
  ['deleted', 'outbox.reason.deleted'],
] as const);

/** Why the server did not do it. Codes this version does not know are told in general. */
export const refusalWords = ({ reason }: OutboxEntry): string => g(REASONS.get(reason ?? '') ?? 'outbox.reason.other');
