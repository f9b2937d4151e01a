/// <reference types="vite/client" />
import { createEffect, createSignal, Show } from 'solid-js';
import { render } from 'solid-js/web';
import { App, loadSignedIn, loadSignIn } from './app/app.tsx';
import { Unsupported } from './app/unsupported.tsx';
import type { Updates } from './app/updates.ts';
import { BROADCAST_NAME, connect } from './channel/connect.ts';
import { listenForWakes } from './channel/listen-for-wakes.ts';
import { language, startLanguage } from './i18n/language.ts';
import './i18n/messages.ts';
import { t } from './i18n/t.ts';
import { keepComposingKeys } from './primitives/keys/composing.ts';
import { trusted } from './primitives/trusted.ts';
import './design/tokens.css';
import './design/base.css';
import replicaWorker from './replica/worker.ts?worker&url';

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no #app');

keepComposingKeys(window);

const start = (): void => {
  const channel = connect({
    makeWorker: () => new Worker(trusted.createScriptURL(replicaWorker), { type: 'module' }),
    locks: navigator.locks,
    makeBroadcast: () => new BroadcastChannel(BROADCAST_NAME),
    makeTabName: () => crypto.randomUUID(),
    listenForWakes,
  });
  // While the worker starts, so that the first conversation does not wait for code.
  const load = /^\/(sign-in|sign-up|setup|forgot|reset|verify|join-server)/.test(location.pathname)
    ? loadSignIn
    : loadSignedIn;
  void load().catch(() => undefined);
  // In development the files are not fixed, so nothing may be kept.
  const [updates, setUpdates] = createSignal<Updates>();
  if (import.meta.env.PROD && 'serviceWorker' in navigator)
    void import('./app/updates.ts')
      .then(({ startUpdates }) => setUpdates(startUpdates()))
      .catch((error: unknown) => console.warn(error));
  // Another language is another app, drawn anew.
  const show = (): void => {
    render(() => {
      createEffect(() => channel.nameGone(t('person.gone')));
      return (
        <Show when={language()} keyed>
          <App channel={channel} updates={updates()} />
        </Show>
      );
    }, root);
  };
  void startLanguage().then(show);
};

if (isSecureContext && 'locks' in navigator) start();
else render(() => <Unsupported />, root);
