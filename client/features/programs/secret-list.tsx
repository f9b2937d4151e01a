import { t } from '../../i18n/t.ts';
import '../devices/account-messages.ts';
import '../group/messages.ts';
import '../security/messages.ts';
import './messages.ts';
import { For, type JSX, Match, Switch } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { momentOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import security from '../security/security.module.css';
import style from './programs.module.css';

export interface SecretRow {
  readonly id: string;
  readonly name: string;
  /** What else is to be known of it. */
  readonly words: readonly string[];
  readonly createdAt: number;
  readonly usedAt?: number | undefined;
  /** It opens nothing any more. */
  readonly isOver?: boolean;
}

/** Secrets of programs, by name, each with the button that ends it. */
export const SecretList = (props: {
  /** Undefined: not answered yet. */
  readonly rows: readonly SecretRow[] | 'failed' | undefined;
  readonly none: string;
  readonly act: string;
  readonly actLabel: (name: string) => string;
  readonly onAct: (row: SecretRow) => void;
  readonly onRetry: () => void;
}): JSX.Element => {
  const app = useApp();
  const known = () => (props.rows === 'failed' ? undefined : props.rows);
  const factsOf = (row: SecretRow): string => {
    const used =
      row.usedAt === undefined
        ? t('group.links.used.nobody')
        : t('programs.used', { when: momentOf(row.usedAt, app.now()) });
    return [t('security.passkeys.made', { when: momentOf(row.createdAt, app.now()) }), used].join(' · ');
  };
  return (
    <Switch fallback={<p class={style.lead}>{t('account.loading')}</p>}>
      <Match when={props.rows === 'failed'}>
        <p class={style.lead} role="alert">
          {t('account.problem.failed')}
        </p>
        <Button onClick={() => props.onRetry()}>{t('account.retry')}</Button>
      </Match>
      <Match when={known()?.length === 0}>
        <p class={style.lead}>{props.none}</p>
      </Match>
      <Match when={known()}>
        {(rows) => (
          <ul class={`${security.list} ${style.list}`}>
            <For each={rows()}>
              {(row) => (
                <li data-over={row.isOver === true ? '' : undefined}>
                  <span>
                    <b dir="auto">{row.name}</b>
                    <small>{row.words.join(' · ')}</small>
                    <small>{factsOf(row)}</small>
                  </span>
                  <Button aria-label={props.actLabel(row.name)} onClick={() => props.onAct(row)}>
                    {props.act}
                  </Button>
                </li>
              )}
            </For>
          </ul>
        )}
      </Match>
    </Switch>
  );
};
