import { type MessageKey, t } from '../../i18n/t.ts';
import './messages.ts';
import type { ApiErrorCode } from '../../../shared/protocol/http.ts';
import type { OutboxEntry } from '../../channel/projections.ts';

/** What was asked for, in one line. */
export const outboxWords = (entry: OutboxEntry): string => {
  const title = entry.conversationTitle || t('outbox.somewhere');
  const who = entry.who || t('outbox.someone');
  // A rejected change has its old name again.
  if (entry.kind === 'rename' && entry.state === 'refused') return t('outbox.rename.refused', { title });
  return t(`outbox.${entry.kind}`, { title, who });
};

/** `not-a-member` comes from documents, the others from `/api`. */
const REASONS: ReadonlyMap<string, Extract<MessageKey, `outbox.reason.${string}`>> = new Map<
  ApiErrorCode | 'not-a-member',
  Extract<MessageKey, `outbox.reason.${string}`>
>([
  ['not-allowed', 'outbox.reason.not-allowed'],
  ['not-a-member', 'outbox.reason.not-a-member'],
  ['not-found', 'outbox.reason.not-found'],
  ['unknown-member', 'outbox.reason.unknown-member'],
  ['group-full', 'outbox.reason.full'],
  ['unanswered', 'outbox.reason.unanswered'],
  ['last-owner', 'outbox.reason.owner'],
  ['username-taken', 'outbox.reason.taken'],
  ['id-taken', 'outbox.reason.id-taken'],
]);

/** Why the server refused it. Codes this version does not know get a general sentence. */
export const refusalWords = ({ reason }: OutboxEntry): string => t(REASONS.get(reason ?? '') ?? 'outbox.reason.other');
