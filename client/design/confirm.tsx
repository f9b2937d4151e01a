import { t } from '../i18n/t.ts';
import '../i18n/messages.ts';
import type { JSX } from 'solid-js';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

/** Asks before what cannot be undone. The safe way out comes first, and gets the focus. */
export const Confirm = (props: {
  readonly title: string;
  readonly words: string;
  readonly act: string;
  readonly cancel?: string;
  /** `main`: for harmless acts that can be undone. */
  readonly variant?: 'danger' | 'main';
  readonly onAct: () => void;
  readonly onClose: () => void;
}): JSX.Element => (
  <Dialog
    role="alertdialog"
    title={props.title}
    closeLabel={t('app.close')}
    onClose={props.onClose}
    actions={
      <>
        <Button autofocus onClick={() => props.onClose()}>
          {props.cancel ?? t('app.cancel')}
        </Button>
        <Button
          variant={props.variant ?? 'danger'}
          onClick={() => {
            props.onAct();
            props.onClose();
          }}
        >
          {props.act}
        </Button>
      </>
    }
  >
    <p>{props.words}</p>
  </Dialog>
);
