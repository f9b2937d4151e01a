import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './account-messages.ts';
import './messages.ts';
import { type JSX, Match, Show, Switch } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { QrCode } from '../../design/qr-code.tsx';
import { useApp } from '../app-context.ts';
import { copyText } from '../copy-text.ts';
import { Problem } from '../security/problem.tsx';
import { createDeviceLink, type DeviceLinkView } from './create-device-link.ts';
import { deviceName } from './device-words.ts';
import style from './link-device.module.css';

const when = <K extends DeviceLinkView['kind']>(
  view: DeviceLinkView,
  kind: K,
): Extract<DeviceLinkView, { kind: K }> | undefined =>
  view.kind === kind ? (view as Extract<DeviceLinkView, { kind: K }>) : undefined;

/** Shows the code, then the device that scanned it, to approve or deny. */
export const LinkDevice = (props: { readonly onClose: () => void }): JSX.Element => {
  const app = useApp();
  const link = createDeviceLink();
  const copy = (url: string) => void copyText(app, url, t('device-link.copied'));
  return (
    <Dialog title={t('device-link.title')} closeLabel={t('app.close')} onClose={props.onClose}>
      <Problem is={link.problem()} />
      <Switch>
        <Match when={link.view().kind === 'making'}>
          <p role="status">{t('account.loading')}</p>
        </Match>
        <Match when={when(link.view(), 'open')}>
          {(open) => (
            <div class={style.code}>
              <p>{t('device-link.scan')}</p>
              <QrCode text={open().url} label={t('device-link.label')} />
              <p class={style.left}>
                {t('device-link.left', { count: Math.max(0, Math.round((open().expiresAt - link.now()) / 1_000)) })}
              </p>
              <Button onClick={() => copy(open().url)}>{t('device-link.copy')}</Button>
            </div>
          )}
        </Match>
        <Match when={when(link.view(), 'claimed')}>
          {(claimed) => (
            <div class={style.claimed} role="alert">
              <h3>{t('device-link.claimed.title')}</h3>
              <p>
                {t('device-link.claimed.words', {
                  device: deviceName(claimed().device),
                  address: claimed().device.address,
                })}
              </p>
              <p>
                <b>{t('device-link.claimed.warning')}</b>
              </p>
              <div class={style.answers}>
                <Button onClick={() => link.answer(false)}>{t('device-link.claimed.no')}</Button>
                <Button variant="main" onClick={() => link.answer(true)}>
                  {t('device-link.claimed.yes')}
                </Button>
              </div>
            </div>
          )}
        </Match>
        <Match when={when(link.view(), 'done')}>
          {(done) => (
            <>
              <p role="status">{t('device-link.done', { device: deviceName(done().device) })}</p>
              <Button variant="main" onClick={() => props.onClose()}>
                {t('device-link.close')}
              </Button>
            </>
          )}
        </Match>
        <Match when={link.view().kind === 'gone' || link.view().kind === 'refused'}>
          <Show when={link.problem() === undefined}>
            <p role="status">{t(link.view().kind === 'refused' ? 'device-link.refused' : 'device-link.gone')}</p>
          </Show>
          <Button variant="main" onClick={() => link.make()}>
            {t('device-link.new')}
          </Button>
        </Match>
      </Switch>
    </Dialog>
  );
};
