import { t } from '../../i18n/t.ts';
import './messages.ts';
import { withoutHidden } from '../../../shared/text/hidden-characters.ts';
import type { ConversationRow } from '../../channel/conversation-view.ts';
import { summaryWords } from '../message-content/summary-words.ts';
import { unopenedWords } from '../message-content/unopened-words.ts';

/** The second line of a row: the most important thing about it. `lead` is set apart from `text`. */
export interface Preview {
  readonly kind: 'typing' | 'draft' | 'state' | 'message' | 'none';
  readonly lead: string | undefined;
  readonly text: string;
}

/** A text for a line with other words: nothing in it changes their direction. */
export const oneLine = (text: string): string => withoutHidden(text).replace(/\s+/gu, ' ').trim().slice(0, 160);

/** The latest message, with its writer in groups. */
const lastLineOf = (row: ConversationRow): Preview => {
  const last = row.last;
  if (last === undefined) return { kind: 'none', lead: undefined, text: t('list.no-messages') };
  const text = last.deleted
    ? t('list.deleted')
    : last.text === undefined
      ? unopenedWords(last.unopened)
      : oneLine(summaryWords(last.text));
  const lead =
    row.kind === 'notes'
      ? undefined
      : last.own
        ? t('list.own')
        : row.kind === 'group' && last.by !== undefined
          ? t('list.by', { name: last.by })
          : undefined;
  return { kind: last.deleted || last.text === undefined ? 'none' : 'message', lead, text };
};

const typingOf = (row: ConversationRow): string => {
  const [first = '', second = ''] = row.typing;
  if (row.kind !== 'group' || first === '') return t('list.typing');
  if (row.typing.length === 1) return t('list.typing.one', { name: first });
  return row.typing.length === 2 ? t('list.typing.two', { first, second }) : t('list.typing.many', { name: first });
};

export const previewOf = (row: ConversationRow, selected: boolean): Preview => {
  if (row.state === 'refused') return { kind: 'state', lead: undefined, text: t('list.refused') };
  if (row.state === 'left') return { kind: 'state', lead: undefined, text: t(row.lost ? 'list.lost' : 'list.left') };
  if (row.typing.length > 0) return { kind: 'typing', lead: undefined, text: typingOf(row) };
  // The draft of the open conversation is in plain sight already.
  const draft = oneLine(row.draft.text === '' ? row.draft.edit : row.draft.text);
  if (draft !== '' && !selected) return { kind: 'draft', lead: t('list.draft'), text: draft };
  if (row.state === 'waiting' && row.last === undefined)
    return { kind: 'state', lead: undefined, text: t('list.waiting') };
  return lastLineOf(row);
};
