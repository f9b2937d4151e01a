import { t } from '../../i18n/t.ts';
import './messages.ts';
import '../conversation-list/messages.ts';
import type { JSX } from 'solid-js';
import { IconButton } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { summaryWords } from '../message-content/summary-words.ts';
import { unopenedWords } from '../message-content/unopened-words.ts';
import type { Composer } from './create-composer.ts';
import style from './target-bar.module.css';

/** Above the field: the message that is replied to or edited, and a cancel button. */
export const TargetBar = (props: {
  readonly id: string;
  readonly model: Composer;
  readonly onLeave: () => void;
}): JSX.Element => {
  const isEdit = () => props.model.target()?.kind === 'edit';
  const title = (): string => {
    if (isEdit()) return t('composer.editing');
    const entry = props.model.entry();
    if (entry === undefined) return t('composer.replying');
    return entry.own ? t('composer.replying.own') : t('composer.replying.to', { name: entry.author });
  };
  const line = (): string => {
    const entry = props.model.entry();
    if (entry === undefined) return t('composer.target.far');
    if (entry.deleted !== undefined) return t('list.deleted');
    return entry.text === undefined
      ? unopenedWords(entry.unopened)
      : summaryWords(entry.text).replace(/\s+/gu, ' ').slice(0, 200);
  };
  return (
    <div class={style.bar}>
      <Icon name={isEdit() ? 'edit' : 'reply'} />
      <p id={props.id}>
        <b>
          <bdi>{title()}</bdi>
        </b>
        <span>
          <bdi>{line()}</bdi>
        </span>
      </p>
      <IconButton
        icon="close"
        label={t(isEdit() ? 'composer.editing.leave' : 'composer.replying.leave')}
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => props.onLeave()}
      />
    </div>
  );
};
