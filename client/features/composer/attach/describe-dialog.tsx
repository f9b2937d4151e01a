import { t } from '../../../i18n/t.ts';
import './attach-messages.ts';
import { createSignal, createUniqueId, type JSX, Show } from 'solid-js';
import { LIMITS } from '../../../../shared/protocol/limits.ts';
import { readLine } from '../../../../shared/text/parse-line.ts';
import { FormDialog } from '../../../design/form-dialog.tsx';
import style from './tray.module.css';

/** What a picture shows, in its author's words. */
export const DescribeDialog = (props: {
  readonly alt: string;
  readonly picture: string | undefined;
  readonly onSave: (alt: string) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const id = createUniqueId();
  const [alt, setAlt] = createSignal(props.alt);
  return (
    <FormDialog
      title={t('attach.describe.title')}
      act={t('attach.save')}
      onSubmit={() => props.onSave(readLine(alt().replace(/\s+/gu, ' '), LIMITS.altCharacters) ?? '')}
      onClose={props.onClose}
    >
      <Show when={props.picture}>{(src) => <img class={style.described} src={src()} alt="" />}</Show>
      <label class={style.field}>
        {t('attach.describe.label')}
        <textarea
          rows={3}
          maxLength={LIMITS.altCharacters}
          value={alt()}
          aria-describedby={id}
          autofocus
          onInput={(event) => setAlt(event.currentTarget.value)}
        />
      </label>
      <p id={id} class={style.hint}>
        {t('attach.describe.hint')}
      </p>
    </FormDialog>
  );
};
