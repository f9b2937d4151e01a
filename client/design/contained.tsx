import { t } from '../i18n/t.ts';
import '../i18n/messages.ts';
import { ErrorBoundary, type JSX, Show, Suspense } from 'solid-js';
import { Button } from './button.tsx';
import style from './contained.module.css';

/** What browsers and the build say of a file that could not be fetched: before the app is whole on this device, or offline. */
const MISSING = /dynamically imported module|module script failed|preload CSS/i;

/** What happened, and what to do, in place of what failed. */
export const Broken = (props: {
  readonly error: unknown;
  readonly onClose?: (() => void) | undefined;
}): JSX.Element => {
  console.error(props.error);
  const kind = MISSING.test(String(props.error)) ? 'missing' : 'failed';
  return (
    <div class={style.broken} role="alert" data-floating={props.onClose === undefined ? undefined : ''}>
      <h2>{t(`app.${kind}.title`)}</h2>
      <p>{t(`app.${kind}.words`)}</p>
      <p>
        <Show when={props.onClose}>{(close) => <Button onClick={() => close()()}>{t('app.close')}</Button>}</Show>
        <Button variant="main" onClick={() => location.reload()}>
          {t('app.reload')}
        </Button>
      </p>
    </div>
  );
};

/**
 * A page, a panel or a dialog: it may still be loading, and when it fails, the rest of the page keeps working. `onClose`
 * removes what failed, so that it can be opened again.
 */
export const Contained = (props: { readonly onClose?: () => void; readonly children: JSX.Element }): JSX.Element => (
  <ErrorBoundary
    fallback={(error: unknown, reset) => {
      const close = (): void => {
        props.onClose?.();
        reset();
      };
      return <Broken error={error} onClose={props.onClose === undefined ? undefined : close} />;
    }}
  >
    <Suspense>{props.children}</Suspense>
  </ErrorBoundary>
);
