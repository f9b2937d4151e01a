import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createEffect, createSignal, type JSX } from 'solid-js';
import { useApp } from '../app-context.ts';
import { type ConnectionNews, NOTHING_TOLD, tellConnection } from './connection-news.ts';

const WORDS = {
  lost: 'connection.bar.never',
  blocked: 'connection.blocked',
  'sign-in': 'connection.sign-in.words',
  update: 'connection.update',
  'save-failing': 'connection.save-failing',
} as const satisfies Record<Exclude<ConnectionNews, 'back'>, string>;

/**
 * The one place that announces the connection: bars and foot are not announced, so that nothing is heard
 * twice. A loss interrupts; the return waits for a pause.
 */
export const ConnectionAnnouncer = (): JSX.Element => {
  const app = useApp();
  const [grave, setGrave] = createSignal('');
  const [calm, setCalm] = createSignal('');
  let told = NOTHING_TOLD;
  createEffect(() => {
    const connection = app.connection();
    if (connection === undefined) return;
    const { state, saveFailing } = connection;
    const result = tellConnection(told, { state, saveFailing });
    told = result.told;
    if (result.news === undefined) return;
    // The other one is emptied: a text that stays would be read aloud when the screen reader passes it.
    setCalm(result.news === 'back' ? t('connection.back') : '');
    setGrave(result.news === 'back' ? '' : t(WORDS[result.news]));
  });
  return (
    <div class="hidden-visually">
      <p role="alert">{grave()}</p>
      <p role="status">{calm()}</p>
    </div>
  );
};
