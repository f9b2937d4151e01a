import { t } from '../../i18n/t.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import { Icon } from '../../design/icon.tsx';
import { useApp } from '../app-context.ts';
import { createCanTry, isQuiet } from './can-try.ts';
import style from './connection-sign.module.css';
import { connectionWords } from './connection-words.ts';

/** At the top of the list while all is well: a sign, whose words a pointer and a screen reader get. */
export const ConnectionSign = (): JSX.Element => {
  const app = useApp();
  const canTry = createCanTry(() => app.connection()?.state);
  const quiet = () => {
    const connection = app.connection();
    return connection !== undefined && isQuiet(connection, canTry()) ? connection : undefined;
  };
  return (
    <Show when={quiet()}>
      {(connection) => {
        const words = () => connectionWords(connection(), app.now());
        return (
          <section
            class={style.sign}
            data-tone={words().tone}
            data-state={connection().state}
            aria-label={t('connection.label')}
            title={`${words().state}\n${words().waits}`}
          >
            <Icon name={connection().state === 'online' ? 'check' : 'clock'} size="small" />
            <p class="hidden-visually">
              <b>{words().state}</b>
              <span>{words().waits}</span>
            </p>
          </section>
        );
      }}
    </Show>
  );
};
