import { t } from '../../../i18n/t.ts';
import './closed-messages.ts';
import type { ConversationView } from '../../../channel/conversation-view.ts';
import { momentOf } from '../../../i18n/dates.ts';

/** Why nobody can write here, and what that means. */
export interface ClosedWords {
  readonly why: string;
  readonly further: string | undefined;
}

const removalWords = (removal: NonNullable<ConversationView['removal']>, now: number): ClosedWords => {
  const when = momentOf(removal.at, now);
  const { by } = removal;
  if (removal.deleted)
    return {
      why: by === undefined ? t('closed.deleted.own', { when }) : t('closed.deleted', { by, when }),
      further: t('closed.reading'),
    };
  return {
    why:
      by === undefined
        ? t('closed.left', { when })
        : by === ''
          ? t('closed.removed.nobody', { when })
          : t('closed.removed', { by, when }),
    further: t('closed.reading.again'),
  };
};

export const closedWords = (
  view: Pick<ConversationView, 'state' | 'removal'> & Partial<Pick<ConversationView, 'peer' | 'lost'>>,
  now: number,
): ClosedWords => {
  if (view.state === 'refused') return { why: t('closed.refused'), further: t('closed.refused.kept') };
  if (view.peer?.gone) return { why: t('closed.gone'), further: t('closed.reading') };
  if (view.state !== 'left') return { why: t('closed.post'), further: undefined };
  if (view.lost !== undefined)
    return {
      why: view.lost === '' ? t('closed.lost.nobody') : t('closed.lost', { owner: view.lost }),
      further: t('closed.lost.kept'),
    };
  return view.removal === undefined
    ? { why: t('closed.left.unknown'), further: t('closed.reading') }
    : removalWords(view.removal, now);
};
