import { t } from '../../i18n/t.ts';
import '../conversation-list/messages.ts';
import '../outbox/messages.ts';
import './messages.ts';
import { createMemo, createSignal, type JSX, lazy, onCleanup, Show } from 'solid-js';
import { Contained } from '../../design/contained.tsx';
import { Icon } from '../../design/icon.tsx';
import { insideOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import style from '../notifications/notification-hint.module.css';
import { dismissAbsence, noteHere } from './away-time.ts';
import { missedIn } from './missed.ts';

const AwayDialog = lazy(async () => ({ default: (await import('./away-dialog.tsx')).AwayDialog }));

/** How exactly it is known when somebody was last here. ms */
const NOTE_EVERY = 60_000;

/** After an absence, above the list: how much came, and where to begin. It goes when all is read, or when dismissed. */
export const AwayHint = (): JSX.Element => {
  const app = useApp();
  const [since, setSince] = createSignal<number>();
  const [open, setOpen] = createSignal(false);
  const note = (): void => {
    if (document.visibilityState === 'visible') setSince(noteHere(Date.now()));
  };
  note();
  const timer = setInterval(note, NOTE_EVERY);
  document.addEventListener('visibilitychange', note);
  onCleanup(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', note);
  });
  const missed = createMemo(() => missedIn(since() === undefined ? [] : (app.conversations() ?? []), app.now()));
  const asOf = () => {
    const connection = app.connection();
    if (connection === undefined || connection.state === 'online') return undefined;
    const at = connection.state === 'offline' && connection.since > 0 ? connection.since : (since() ?? 0);
    return t('away.as-of', { when: insideOf(at, app.now()) });
  };
  const dismiss = (): void => {
    dismissAbsence();
    setSince(undefined);
  };
  return (
    <Show when={missed().messages > 0}>
      <aside class={style.hint} aria-label={t('away.title')}>
        <Icon name="history" size="small" />
        <p>
          <b>{t('away.title')}</b>
          <br />
          {t('list.unread', { count: missed().messages })}
          <Show when={missed().mentions > 0}>
            {', '}
            {t('list.mentions', { count: missed().mentions })}
          </Show>
          <Show when={asOf()}>
            {(words) => (
              <>
                <br />
                {words()}
              </>
            )}
          </Show>
        </p>
        <span>
          <button type="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
            {t('away.show')}
          </button>
          <button type="button" onClick={dismiss}>
            {t('outbox.dismiss')}
          </button>
        </span>
      </aside>
      <Contained onClose={() => setOpen(false)}>
        <Show when={open()}>
          <AwayDialog missed={missed()} asOf={asOf()} onClose={() => setOpen(false)} />
        </Show>
      </Contained>
    </Show>
  );
};
