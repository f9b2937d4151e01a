import { t } from '../i18n/t.ts';
import '../i18n/messages.ts';
import { createUniqueId, type JSX } from 'solid-js';
import { Button } from './button.tsx';
import style from './dialog.module.css';
import { Dialog } from './dialog.tsx';

/** A dialog that is filled in; its button, and Enter, send it. */
export const FormDialog = (props: {
  readonly title: string;
  /** What the button says. */
  readonly act: string;
  readonly disabled?: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: JSX.Element;
}): JSX.Element => {
  const id = createUniqueId();
  return (
    <Dialog
      title={props.title}
      closeLabel={t('app.close')}
      onClose={() => props.onClose()}
      actions={
        <Button variant="main" type="submit" form={id} disabled={props.disabled ?? false}>
          {props.act}
        </Button>
      }
    >
      <form
        id={id}
        class={style.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          props.onSubmit();
        }}
      >
        {props.children}
      </form>
    </Dialog>
  );
};
