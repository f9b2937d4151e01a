import { t } from '../../i18n/t.ts';
import '../security/messages.ts';
import '../profile/messages.ts';
import './messages.ts';
import { createResource, createSignal, type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { CREATED_WEBHOOK, WEBHOOKS } from '../../../shared/protocol/http-programs.ts';
import { TOKEN_LIMITS } from '../../../shared/protocol/limits.ts';
import { Button } from '../../design/button.tsx';
import { Confirm } from '../../design/confirm.tsx';
import { Field } from '../../design/field.tsx';
import { useApp } from '../app-context.ts';
import { type AccountProblem, ANYTHING, ask } from '../security/ask.ts';
import { Problem } from '../security/problem.tsx';
import style from './programs.module.css';
import { SecretList, type SecretRow } from './secret-list.tsx';
import { SecretOnce } from './secret-once.tsx';

interface Made {
  readonly userId: string;
  readonly name: string;
  readonly address: string;
}

/** Addresses where other services post into a group: made here, shown once, removed here. */
export const WebhooksPage = (props: { readonly conversationId: ConversationId }): JSX.Element => {
  const app = useApp();
  const path = `/api/conversations/${encodeURIComponent(props.conversationId)}/webhooks`;
  const online = () => app.connection()?.state === 'online';
  // Asked again when the connection comes back.
  const [webhooks, { refetch }] = createResource(online, () => ask(WEBHOOKS, 'GET', path));
  const [name, setName] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const [made, setMade] = createSignal<Made>();
  const [removing, setRemoving] = createSignal<SecretRow>();
  const [problem, setProblem] = createSignal<AccountProblem>();
  const rows = (): readonly SecretRow[] | 'failed' | undefined => {
    const answer = webhooks.latest;
    if (answer === undefined) return online() ? undefined : 'failed';
    return answer.ok
      ? answer.value.webhooks.map((webhook) => ({ ...webhook, id: webhook.userId, words: [] })).reverse()
      : 'failed';
  };
  const isFull = () => {
    const list = rows();
    return Array.isArray(list) && list.length >= TOKEN_LIMITS.webhooksOfGroup;
  };
  const create = async (): Promise<void> => {
    if (busy() || name().trim() === '') return;
    setBusy(true);
    const answer = await ask(CREATED_WEBHOOK, 'POST', path, { name: name().trim() });
    setBusy(false);
    setProblem(answer.ok ? undefined : answer.error);
    if (answer.ok) {
      const { userId, name: given, path: address } = answer.value;
      setMade({ userId, name: given, address: new URL(address, location.origin).href });
      setName('');
    }
    await refetch();
  };
  const remove = async ({ id }: SecretRow): Promise<void> => {
    const done = await ask(ANYTHING, 'DELETE', `${path}/${encodeURIComponent(id)}`);
    setProblem(done.ok ? undefined : done.error);
    if (done.ok && made()?.userId === id) setMade(undefined);
    await refetch();
  };
  return (
    <div class={style.page}>
      <p class={style.lead}>{t('programs.webhooks.words')}</p>
      <Show
        when={made()}
        fallback={
          <Show when={!isFull()} fallback={<p class={style.lead}>{t('programs.full')}</p>}>
            <form
              class={style.form}
              noValidate
              onSubmit={(event) => {
                event.preventDefault();
                void create();
              }}
            >
              <Field
                label={t('profile.name')}
                hint={t('programs.webhooks.name.hint')}
                autocomplete="off"
                maxLength={80}
                value={name()}
                onText={setName}
              />
              <Button type="submit" variant="main" disabled={busy() || !online() || name().trim() === ''}>
                {t('programs.webhooks.create')}
              </Button>
            </form>
          </Show>
        }
      >
        {(webhook) => (
          <SecretOnce
            title={t('programs.webhooks.new', { name: webhook().name })}
            secret={webhook().address}
            words={t('programs.once')}
            onDone={() => setMade(undefined)}
          />
        )}
      </Show>
      <Problem is={problem()} />
      <SecretList
        rows={rows()}
        none={t('programs.webhooks.none')}
        act={t('security.passkeys.remove')}
        actLabel={(name) => t('security.passkeys.remove.label', { name })}
        onAct={setRemoving}
        onRetry={() => void refetch()}
      />
      <Show when={removing()} keyed>
        {(row) => (
          <Confirm
            title={t('programs.webhooks.remove.title', { name: row.name })}
            words={t('programs.webhooks.remove.words')}
            act={t('security.passkeys.remove')}
            onAct={() => void remove(row)}
            onClose={() => setRemoving(undefined)}
          />
        )}
      </Show>
    </div>
  );
};
