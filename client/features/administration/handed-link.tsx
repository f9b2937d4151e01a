import { t } from '../../i18n/t.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { QrCode } from '../../design/qr-code.tsx';
import { useApp } from '../app-context.ts';
import { copyText } from '../copy-text.ts';
import style from './administration.module.css';

/** A link that was just made, as address and as picture, and the ways to hand it on. */
export const HandedLink = (props: {
  readonly address: string;
  readonly title: string;
  /** What the picture is. */
  readonly label: string;
  readonly words: string;
}): JSX.Element => {
  const app = useApp();
  const copy = () =>
    copyText(app, props.address, t('administration.link.copied'), t('administration.link.copy-failed'));
  // Closing the system's sheet without choosing is no failure.
  const share = (): void => void navigator.share({ title: props.title, url: props.address }).catch(() => undefined);
  return (
    <div class={style.link}>
      <QrCode text={props.address} label={props.label} />
      <div class={style.linkSide}>
        <input
          class={style.address}
          aria-label={t('administration.link.address')}
          readOnly
          value={props.address}
          onFocus={(event) => event.currentTarget.select()}
        />
        <div class={style.acts}>
          <Button look="main" onClick={() => void copy()}>
            <Icon name="copy" size="small" />
            {t('administration.link.copy')}
          </Button>
          <Show when={'share' in navigator}>
            <Button onClick={share}>{t('administration.link.share')}</Button>
          </Show>
        </div>
        <p class={style.note}>{props.words}</p>
      </div>
    </div>
  );
};
