import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import type { JSX } from 'solid-js';
import { Icon } from '../../../design/icon.tsx';
import style from './message-removing.module.css';

/** Deleting for everyone waits some seconds; until then the message is there, and can stay. */
export const MessageRemoving = (props: { readonly tabIndex: number; readonly onUndo: () => void }): JSX.Element => (
  <p class={style.removing}>
    <Icon name="bin" size="small" />
    {t('message.removing.row')}
    <button type="button" tabIndex={props.tabIndex} onClick={() => props.onUndo()}>
      {t('message.undo')}
    </button>
  </p>
);
