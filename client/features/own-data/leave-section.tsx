import { t } from '../../i18n/t.ts';
import '../devices/account-messages.ts';
import './messages.ts';
import { createResource, createSignal, For, type JSX, lazy, Show } from 'solid-js';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import { LEAVING } from '../../../shared/protocol/http-devices.ts';
import { Button } from '../../design/button.tsx';
import { Contained } from '../../design/contained.tsx';
import { useApp } from '../app-context.ts';
import { Link } from '../navigation/link.tsx';
import { ask } from '../security/ask.ts';
import { Problem } from '../security/problem.tsx';
import { SettingsSection } from '../settings/settings-section.tsx';
import style from './own-data.module.css';

const LeaveDialog = lazy(async () => ({ default: (await import('./leave-dialog.tsx')).LeaveDialog }));

/** Deleting the account; what has to be done first is said before anything is asked. */
export const LeaveSection = (): JSX.Element => {
  const app = useApp();
  const [leaving, { refetch }] = createResource(() => ask(LEAVING, 'GET', '/api/me/leaving'));
  const [asking, setAsking] = createSignal(false);
  const answer = () => {
    const now = leaving.latest;
    return now?.ok === true ? now.value : undefined;
  };
  const trouble = () => {
    const now = leaving.latest;
    return now?.ok === false ? now.error : undefined;
  };
  const mayLeave = () => answer()?.owned.length === 0 && !answer()?.lastAdministrator;
  return (
    <SettingsSection title={t('own-data.delete.title')} words={t('own-data.delete.words')}>
      <Problem is={trouble()} />
      <Show when={trouble()}>
        <Button onClick={() => void refetch()}>{t('account.retry')}</Button>
      </Show>
      <Show when={answer()?.lastAdministrator}>
        <p class={style.owned}>{t('own-data.delete.administrator')}</p>
      </Show>
      <Show when={(answer()?.owned.length ?? 0) > 0}>
        <div class={style.owned}>
          <p>{t('own-data.delete.owned')}</p>
          <ul>
            <For each={answer()?.owned}>
              {(group) => (
                <Show when={parseConversationId(group.id)} keyed>
                  {(id) => (
                    <li>
                      <Link router={app.router} to={{ name: 'conversation', id }}>
                        <bdi>{group.name ?? group.id}</bdi>
                      </Link>
                    </li>
                  )}
                </Show>
              )}
            </For>
          </ul>
        </div>
      </Show>
      <Button variant="danger" disabled={!mayLeave()} onClick={() => setAsking(true)}>
        {t('own-data.delete.act')}
      </Button>
      <Contained>
        <Show when={asking()}>
          <LeaveDialog onClose={() => setAsking(false)} />
        </Show>
      </Contained>
    </SettingsSection>
  );
};
