import { t } from '../../i18n/t.ts';
import './messages.ts';
import type { JSX } from 'solid-js';
import { Button } from '../../design/button.tsx';
import type { Router } from '../navigation/create-router.ts';

export const ToSignIn = (props: { readonly router: Router }): JSX.Element => (
  <Button variant="main" onClick={() => props.router.go({ name: 'sign-in' }, 'replace')}>
    {t('entry.sign-in')}
  </Button>
);
