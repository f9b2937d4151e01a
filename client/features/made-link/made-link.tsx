import { t } from '../../i18n/t.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { QrCode } from '../../design/qr-code.tsx';
import { useApp } from '../app-context.ts';
import { copyText } from '../copy-text.ts';
import style from './made-link.module.css';

/** A link that was just created, as address and QR code, with the ways to pass it on. */
export const MadeLink = (props: {
  readonly address: string;
  readonly title: string;
  readonly qrLabel: string;
  readonly words: string;
  /** Further buttons. */
  readonly children?: JSX.Element;
}): JSX.Element => {
  const app = useApp();
  const copy = () => copyText(app, props.address, t('made-link.copied'), t('made-link.copy-failed'));
  // Leaving the system's sheet without choosing is no failure.
  const share = (): void => void navigator.share({ title: props.title, url: props.address }).catch(() => undefined);
  return (
    <div class={style.link}>
      <QrCode text={props.address} label={props.qrLabel} />
      <div class={style.side}>
        <input
          class={style.address}
          aria-label={t('made-link.address')}
          readOnly
          value={props.address}
          onFocus={(event) => event.currentTarget.select()}
        />
        <div class={style.acts}>
          <Button variant="main" onClick={() => void copy()}>
            <Icon name="copy" size="small" />
            {t('made-link.copy')}
          </Button>
          <Show when={'share' in navigator}>
            <Button onClick={share}>
              <Icon name="share" size="small" />
              {t('made-link.share')}
            </Button>
          </Show>
          {props.children}
        </div>
        <p class={style.note}>{props.words}</p>
      </div>
    </div>
  );
};
