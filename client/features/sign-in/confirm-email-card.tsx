import { t } from '../../i18n/t.ts';
import './messages.ts';
import type { JSX } from 'solid-js';
import type { Router } from '../navigation/create-router.ts';
import { Link } from '../navigation/link.tsx';
import { SignInCard } from './sign-in-card.tsx';
import style from './sign-in-page.module.css';

/** After signing up, where the server confirms addresses before the first sign-in. */
export const ConfirmEmailCard = (props: { readonly router: Router; readonly email: string }): JSX.Element => (
  <SignInCard title={t('signup.confirm.title')} words={t('signup.confirm.words', { email: props.email })}>
    <p class={style.other}>
      <Link router={props.router} to={{ name: 'sign-in' }}>
        {t('signup.confirm.act')}
      </Link>
    </p>
  </SignInCard>
);
