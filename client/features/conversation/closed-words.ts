import type { ConversationView } from '../../channel/projections.ts';
import { momentOf } from '../../words/dates.ts';
import { g } from '../../words/group-words.ts';

/** Why nothing can be written, and what that means. */
export interface ClosedWords {
  readonly why: string;
  readonly further: string | undefined;
}

const departure = (removal: NonNullable<ConversationView['removal']>, now: number): ClosedWords => {
  const when = momentOf(removal.at, now);
  const { by } = removal;
  if (removal.deleted)
    return {
      why: by === undefined ? g('closed.deleted.own', { when }) : g('closed.deleted', { by, when }),
      further: g('closed.reading'),
    };
  return {
    why:
      by === undefined
        ? g('closed.left', { when })
        : by === ''
          ? g('closed.removed.nobody', { when })
          : g('closed.removed', { by, when }),
    further: `${g('closed.reading')} ${g('closed.again')}`,
  };
};

export const closedWords = (
  view: Pick<ConversationView, 'state' | 'removal'> & Partial<Pick<ConversationView, 'peer' | 'lost'>>,
  now: number,
): ClosedWords => {
  if (view.state === 'refused') return { why: g('closed.refused'), further: g('closed.refused.kept') };
  if (view.peer?.gone) return { why: g('closed.gone'), further: g('closed.reading') };
  if (view.state !== 'left') return { why: g('closed.post'), further: undefined };
  if (view.lost !== undefined)
    return {
      why: view.lost === '' ? g('closed.lost.nobody') : g('closed.lost', { owner: view.lost }),
      further: g('closed.lost.kept'),
    };
  return view.removal === undefined
    ? { why: g('closed.left.unknown'), further: g('closed.reading') }
    : departure(view.removal, now);
};
