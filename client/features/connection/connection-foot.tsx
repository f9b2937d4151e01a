import { t } from '../../i18n/t.ts';
import { TryNow } from './try-now.tsx';
import '../../i18n/messages.ts';
import './messages.ts';
import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js';
import type { Connection } from '../../channel/projections.ts';
import { Icon, type IconName } from '../../design/icon.tsx';
import { useApp } from '../app-context.ts';
import { Link } from '../navigation/link.tsx';
import { createProjection } from '../topics/create-topic.ts';
import { createCanTry, isQuiet } from './can-try.ts';
import style from './connection-foot.module.css';
import { connectionWords, type Tone } from './connection-words.ts';

const SignInAgain = lazy(async () => ({ default: (await import('../sign-in/sign-in-again.tsx')).SignInAgain }));

const ICONS: Record<Tone, IconName> = { calm: 'check', amber: 'offline', red: 'alert' };

/** The foot of the list, while something there needs attention; else the sign at the top is enough. */
export const ConnectionFoot = (): JSX.Element => {
  const app = useApp();
  const [asking, setAsking] = createSignal(false);
  const canTry = createCanTry(() => app.connection()?.state);
  const outbox = createProjection(app.channel, 'outbox');
  const quiet = (connection: Connection) => isQuiet(connection, canTry());
  const needing = () => {
    const connection = app.connection();
    if (connection === undefined) return undefined;
    const waits = (outbox()?.length ?? 0) > 0 || connection.notSent > 0;
    return waits || !quiet(connection) ? connection : undefined;
  };
  return (
    <Show when={needing()}>
      {(connection) => {
        const words = () => connectionWords(connection(), app.now());
        return (
          <footer class={style.foot}>
            <Show when={(outbox()?.length ?? 0) > 0}>
              <Link
                class={style.outbox}
                router={app.router}
                to={{ name: 'outbox' }}
                data-refused={connection().refused > 0 ? '' : undefined}
              >
                <Icon name={connection().refused > 0 ? 'alert' : 'outbox'} size="small" />
                {connection().refused > 0
                  ? t('connection.refused', { count: connection().refused })
                  : t('connection.outbox', { count: outbox()?.length ?? 0 })}
              </Link>
            </Show>
            <Show when={connection().notSent > 0}>
              <Link class={style.notSent} router={app.router} to={{ name: 'not-sent' }}>
                <Icon name="alert" size="small" />
                {t('connection.not-sent', { count: connection().notSent })}
              </Link>
            </Show>
            <Show when={!quiet(connection())}>
              <section
                class={style.line}
                data-tone={words().tone}
                data-state={connection().state}
                aria-label={t('connection.label')}
              >
                <Icon name={ICONS[words().tone]} size="small" />
                <p>
                  <b>{words().state}</b>
                  <Show when={connection().unsent > 0} fallback={<span>{words().waits}</span>}>
                    <Link router={app.router} to={{ name: 'outbox' }}>
                      {words().waits}
                    </Link>
                  </Show>
                </p>
              </section>
            </Show>
            <Suspense>
              <Show when={canTry()}>
                <TryNow class={style.act} />
              </Show>
            </Suspense>
            <Show when={connection().state === 'sign-in-needed'}>
              <button type="button" class={style.act} onClick={() => setAsking(true)}>
                {t('connection.sign-in.act')}
              </button>
            </Show>
            <Show when={connection().state === 'update-needed'}>
              <button type="button" class={style.act} onClick={() => location.reload()}>
                {t('app.reload')}
              </button>
            </Show>
            <Show when={asking()}>
              <SignInAgain onClose={() => setAsking(false)} />
            </Show>
          </footer>
        );
      }}
    </Show>
  );
};
