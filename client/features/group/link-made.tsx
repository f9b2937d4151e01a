import { t } from '../../i18n/t.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { QrCode } from '../../design/qr-code.tsx';
import { useApp } from '../app-context.ts';
import { copyText } from '../copy-text.ts';
import style from './links-page.module.css';

/** A link just made, as address and as picture, and the ways to hand it on. */
export const LinkMade = (props: {
  readonly address: string;
  readonly title: string;
  readonly onAnother: () => void;
}): JSX.Element => {
  const app = useApp();
  const copy = () => copyText(app, props.address, t('group.links.copied'), t('group.links.copy-failed'));
  // Closing the sheet of the system without choosing is no failure.
  const share = (): void => void navigator.share({ title: props.title, url: props.address }).catch(() => undefined);
  return (
    <section class={style.made} aria-labelledby="link-made">
      <h3 id="link-made" tabIndex={-1} ref={(element) => queueMicrotask(() => element.focus())}>
        {t('group.links.new')}
      </h3>
      <QrCode text={props.address} label={t('group.links.qr', { name: props.title })} />
      <input
        class={style.address}
        aria-label={t('group.links.address')}
        readOnly
        value={props.address}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div class={style.acts}>
        <Button look="main" onClick={() => void copy()}>
          <Icon name="copy" size="small" />
          {t('group.links.copy')}
        </Button>
        <Show when={'share' in navigator}>
          <Button onClick={share}>
            <Icon name="share" size="small" />
            {t('group.links.share')}
          </Button>
        </Show>
        <Button look="quiet" onClick={() => props.onAnother()}>
          {t('group.links.another')}
        </Button>
      </div>
      <p>{t('group.links.new.words')}</p>
    </section>
  );
};
