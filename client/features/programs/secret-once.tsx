import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import '../security/messages.ts';
import type { JSX } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { useApp } from '../app-context.ts';
import { copyText } from '../copy-text.ts';
import link from '../made-link/made-link.module.css';
import style from './programs.module.css';

/** A secret that was just made, to be copied: the server gives it only once. */
export const SecretOnce = (props: {
  readonly title: string;
  readonly secret: string;
  readonly words: string;
  readonly onDone: () => void;
}): JSX.Element => {
  const app = useApp();
  const copy = () => copyText(app, props.secret, t('security.codes.copied'));
  return (
    <div class={style.once}>
      <h3 tabIndex={-1} ref={(element) => queueMicrotask(() => element.focus())}>
        {props.title}
      </h3>
      <input
        class={link.address}
        aria-label={props.title}
        dir="ltr"
        readOnly
        value={props.secret}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div class={link.acts}>
        <Button variant="main" onClick={() => void copy()}>
          <Icon name="copy" size="small" />
          {t('security.codes.copy')}
        </Button>
        <Button variant="quiet" onClick={() => props.onDone()}>
          {t('app.close')}
        </Button>
      </div>
      <p class={link.note}>{props.words}</p>
    </div>
  );
};
