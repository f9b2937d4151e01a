import { t } from '../../i18n/t.ts';
import '../sign-in/messages.ts';
import type { JSX } from 'solid-js';
import { Icon } from '../../design/icon.tsx';
import type { AuthProblem } from '../sign-in/auth-problem.ts';
import form from '../sign-in/sign-in-form.module.css';

/** Why it was not done, said at once. */
export const Problem = (props: { readonly is: AuthProblem }): JSX.Element => (
  <p class={form.problem} role="alert">
    <Icon name="alert" />
    <span>{t(`auth.${props.is}`)}</span>
  </p>
);
