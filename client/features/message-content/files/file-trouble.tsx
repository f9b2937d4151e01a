import { t } from '../../../i18n/t.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import { useRowStop } from '../content-context.ts';
import type { FileModel } from './create-file.ts';
import style from './files.module.css';

/** Why a file is not shown, in words; nothing while it is. */
export const FileTrouble = (props: { readonly model: FileModel }): JSX.Element => {
  const stop = useRowStop();
  const kind = () => {
    const state = props.model.state()?.state;
    return state === 'ready' || state === undefined ? undefined : state;
  };
  return (
    <Show when={kind()}>
      {(trouble) => (
        <span class={style.trouble} data-trouble={trouble()}>
          {t(`shown.${trouble()}`)}
          <Show when={trouble() === 'unreachable'}>
            <button type="button" class={style.act} tabIndex={stop()} onClick={() => props.model.retry()}>
              {t('shown.retry')}
            </button>
          </Show>
        </span>
      )}
    </Show>
  );
};
