import { t } from '../../i18n/t.ts';
import '../group/messages.ts';
import './messages.ts';
import { createResource, createSignal, type JSX, Show } from 'solid-js';
import { TOKENS, type TokenFact } from '../../../shared/protocol/http-programs.ts';
import { TOKEN_LIMITS } from '../../../shared/protocol/limits.ts';
import { Button } from '../../design/button.tsx';
import { Confirm } from '../../design/confirm.tsx';
import { momentOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { type AccountProblem, ANYTHING, ask } from '../security/ask.ts';
import { Problem } from '../security/problem.tsx';
import { SettingsSection } from '../settings/settings-section.tsx';
import { SecretList, type SecretRow } from './secret-list.tsx';
import { SecretOnce } from './secret-once.tsx';
import { TokenDialog } from './token-dialog.tsx';

/** What programs speak for the person with: made here, shown once, revoked here. */
export const TokensSection = (): JSX.Element => {
  const app = useApp();
  const [tokens, { refetch }] = createResource(() => ask(TOKENS, 'GET', '/api/tokens'));
  const [making, setMaking] = createSignal(false);
  const [made, setMade] = createSignal<string>();
  const [revoking, setRevoking] = createSignal<SecretRow>();
  const [problem, setProblem] = createSignal<AccountProblem>();
  const rowOf = (token: TokenFact): SecretRow => {
    const { expiresAt } = token;
    const isOver = expiresAt !== undefined && expiresAt <= app.now();
    const ends =
      expiresAt === undefined
        ? t('group.links.days.none')
        : t(isOver ? 'programs.tokens.expired' : 'group.links.until', { when: momentOf(expiresAt, app.now()) });
    return { ...token, id: token.tokenId, words: [t(`programs.tokens.access.${token.access}`), ends], isOver };
  };
  const rows = (): readonly SecretRow[] | 'failed' | undefined => {
    const answer = tokens.latest;
    if (answer === undefined) return undefined;
    return answer.ok ? answer.value.tokens.map(rowOf).reverse() : 'failed';
  };
  const isFull = () =>
    (tokens.latest?.ok === true ? tokens.latest.value.tokens.length : 0) >= TOKEN_LIMITS.tokensOfAccount;
  const revoke = async ({ id }: SecretRow): Promise<void> => {
    const done = await ask(ANYTHING, 'DELETE', `/api/tokens/${encodeURIComponent(id)}`);
    setProblem(done.ok ? undefined : done.error);
    await refetch();
  };
  return (
    <SettingsSection title={t('programs.tokens')} words={t('programs.tokens.words')}>
      <Show when={made()}>
        {(token) => (
          <SecretOnce
            title={t('programs.tokens.new')}
            secret={token()}
            words={t('programs.once')}
            onDone={() => setMade(undefined)}
          />
        )}
      </Show>
      <SecretList
        rows={rows()}
        none={t('programs.tokens.none')}
        act={t('programs.tokens.revoke')}
        actLabel={(name) => t('programs.tokens.revoke.label', { name })}
        onAct={setRevoking}
        onRetry={() => void refetch()}
      />
      <Problem is={problem()} />
      <Show when={!isFull()} fallback={<p>{t('programs.full')}</p>}>
        <Button onClick={() => setMaking(true)}>{t('programs.tokens.create')}</Button>
      </Show>
      <Show when={making()}>
        <TokenDialog
          onMade={(token) => {
            setMaking(false);
            setMade(token);
            void refetch();
          }}
          onClose={() => setMaking(false)}
        />
      </Show>
      <Show when={revoking()} keyed>
        {(row) => (
          <Confirm
            title={t('programs.tokens.revoke.title', { name: row.name })}
            words={t('programs.tokens.revoke.words')}
            act={t('programs.tokens.revoke')}
            onAct={() => void revoke(row)}
            onClose={() => setRevoking(undefined)}
          />
        )}
      </Show>
    </SettingsSection>
  );
};
