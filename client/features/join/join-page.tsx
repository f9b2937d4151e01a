import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { createEffect, type JSX, Show } from 'solid-js';
import type { CommandError } from '../../channel/commands.ts';
import { Button } from '../../design/button.tsx';
import { Page } from '../../design/page.tsx';
import { useApp } from '../app-context.ts';
import { createJoin, type JoinAnswer } from './create-join.ts';
import { JoinCard } from './join-card.tsx';
import { JoinStates } from './join-states.tsx';

const failureOf = (error: CommandError): 'offline' | 'full' | 'failed' =>
  error === 'offline' ? 'offline' : error === 'too-many' ? 'full' : 'failed';

/** A link to a group, opened by somebody signed in. */
export const JoinPage = (props: { readonly token: string }): JSX.Element => {
  const app = useApp();
  const model = createJoin({
    token: () => props.token,
    load: async (token) => {
      const result = await app.channel.call('previewLink', { token });
      return result.ok ? result.value.target : failureOf(result.error) === 'offline' ? 'offline' : 'failed';
    },
    join: async (token): Promise<JoinAnswer> => {
      const result = await app.channel.call('joinByLink', { token });
      if (!result.ok) return failureOf(result.error);
      const { joined } = result.value;
      if (joined === 'gone') return 'gone';
      return joined.state === 'asked' ? 'asked' : { kind: 'in', id: joined.conversationId };
    },
  });
  const rowOf = (id: string) => app.conversations()?.find((row) => row.id === id && row.state === 'ready');
  // The list hears of it a moment later; the conversation is opened when there is something to see.
  createEffect(() => {
    const now = model.state();
    if (now.kind === 'joined' && rowOf(now.id) !== undefined)
      app.router.go({ name: 'conversation', id: now.id }, 'replace');
  });
  const toList = (): void => app.router.go({ name: 'list' }, 'replace');
  return (
    <Page title={t('join.title')} backLabel={t('app.back')} onBack={toList}>
      <JoinStates model={model} onList={toList}>
        {(found) => (
          <Show
            when={rowOf(found.target.conversationId)}
            fallback={
              <JoinCard target={found.target}>
                <Button variant="main" disabled={found.busy} onClick={() => void model.join()}>
                  {t(found.busy ? 'join.busy' : found.target.approval ? 'join.ask' : 'join.act')}
                </Button>
              </JoinCard>
            }
          >
            {(row) => (
              <JoinCard target={found.target} title={t('join.in.title')} words={t('join.in.words')}>
                <Button variant="main" onClick={() => app.router.go({ name: 'conversation', id: row().id }, 'replace')}>
                  {t('join.in.act', { name: found.target.name })}
                </Button>
              </JoinCard>
            )}
          </Show>
        )}
      </JoinStates>
    </Page>
  );
};
