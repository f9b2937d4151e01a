import { type JSX, Match, Show, Switch } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { QrCode } from '../../design/qr-code.tsx';
import { a } from '../../words/account-words.ts';
import { t } from '../../words/t.ts';
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

/** Shows the code, then who has read it, and lets them in when told so. */
export const LinkDevice = (props: { readonly onClose: () => void }): JSX.Element => {
  const app = useApp();
  const link = createDeviceLink();
  const copy = (url: string) => void copyText(app, url, a('link.copied'));
  return (
    <Dialog title={a('link.title')} closeLabel={t('app.close')} onClose={props.onClose}>
      <Problem is={link.problem()} />
      <Switch>
        <Match when={link.view().kind === 'making'}>
          <p role="status">{a('loading')}</p>
        </Match>
        <Match when={when(link.view(), 'open')}>
          {(open) => (
            <div class={style.code}>
              <p>{a('link.scan')}</p>
              <QrCode text={open().url} label={a('link.label')} />
              <p class={style.left}>
                {a('link.left', { count: Math.max(0, Math.round((open().expiresAt - link.now()) / 1_000)) })}
              </p>
              <Button onClick={() => copy(open().url)}>{a('link.copy')}</Button>
            </div>
          )}
        </Match>
        <Match when={when(link.view(), 'claimed')}>
          {(claimed) => (
            <div class={style.claimed} role="alert">
              <h3>{a('link.claimed.title')}</h3>
              <p>
                {a('link.claimed.words', {
                  device: deviceName(claimed().device),
                  address: claimed().device.address,
                })}
              </p>
              <p>
                <b>{a('link.claimed.warning')}</b>
              </p>
              <div class={style.answers}>
                <Button onClick={() => link.answer(false)}>{a('link.claimed.no')}</Button>
                <Button look="main" onClick={() => link.answer(true)}>
                  {a('link.claimed.yes')}
                </Button>
              </div>
            </div>
          )}
        </Match>
        <Match when={when(link.view(), 'done')}>
          {(done) => (
            <>
              <p role="status">{a('link.done', { device: deviceName(done().device) })}</p>
              <Button look="main" onClick={() => props.onClose()}>
                {a('link.close')}
              </Button>
            </>
          )}
        </Match>
        <Match when={link.view().kind === 'gone' || link.view().kind === 'refused'}>
          <Show when={link.problem() === undefined}>
            <p role="status">{a(link.view().kind === 'refused' ? 'link.refused' : 'link.gone')}</p>
          </Show>
          <Button look="main" onClick={() => link.make()}>
            {a('link.new')}
          </Button>
        </Match>
      </Switch>
    </Dialog>
  );
};
