import type { JSX } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { w } from '../../words/entry-words.ts';
import type { Router } from '../navigation/create-router.ts';

export const ToSignIn = (props: { readonly router: Router }): JSX.Element => (
  <Button look="main" onClick={() => props.router.go({ name: 'sign-in' }, 'replace')}>
    {w('sign-in')}
  </Button>
);
