import { t } from '../../i18n/t.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import { Button } from '../../design/button.tsx';
import type { AuthProblem } from '../sign-in/auth-problem.ts';
import style from './administration.module.css';
import type { Asked } from './create-asked.ts';

export const problemWords = (problem: AuthProblem): string => {
  if (problem === 'offline' || problem === 'too-many') return t(`administration.problem.${problem}`);
  // The server's `not-allowed`, which before signing in only a set-up link meets.
  return t(problem === 'setup-token' ? 'administration.problem.not-allowed' : 'administration.problem.failed');
};

/** What was asked for, or that it is being asked for, or why it did not come. */
export const AskedStates = <T,>(props: {
  readonly asked: Asked<T>;
  readonly children: (value: () => T) => JSX.Element;
}): JSX.Element => (
  <>
    <Show when={props.asked.problem()}>
      {(problem) => (
        <div class={style.problem} role="alert">
          <p>{problemWords(problem())}</p>
          <Button onClick={() => void props.asked.again()}>{t('administration.retry')}</Button>
        </div>
      )}
    </Show>
    <Show
      when={props.asked.value()}
      fallback={
        <Show when={props.asked.problem() === undefined}>
          <p>{t('administration.loading')}</p>
        </Show>
      }
    >
      {(value) => props.children(value)}
    </Show>
  </>
);
