import { t } from '../../i18n/t.ts';
import '../devices/account-messages.ts';
import { type JSX, Show } from 'solid-js';
import { Icon } from '../../design/icon.tsx';
import type { AccountProblem } from './ask.ts';
import style from './security.module.css';

/** Why it was not done, said at once. */
export const Problem = (props: { readonly is: AccountProblem | undefined }): JSX.Element => (
  <Show when={props.is}>
    {(problem) => (
      <p class={style.problem} role="alert">
        <Icon name="alert" size="small" />
        <span>{t(`account.problem.${problem()}`)}</span>
      </p>
    )}
  </Show>
);
