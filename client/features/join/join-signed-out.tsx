import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createEffect, createSignal, type JSX, onCleanup } from 'solid-js';
import { Button } from '../../design/button.tsx';
import type { Router } from '../navigation/create-router.ts';
import { createJoin } from './create-join.ts';
import style from './join-card.module.css';
import { JoinCard } from './join-card.tsx';
import { JoinStates } from './join-states.tsx';
import { keepJoin } from './pending-join.ts';
import { pictureOfLink, previewLink } from './preview-link.ts';

/** A link to a group, opened by somebody who has to sign in first; they come back to it afterwards. */
export const JoinSignedOut = (props: { readonly router: Router; readonly token: string }): JSX.Element => {
  const model = createJoin({
    token: () => props.token,
    load: previewLink,
    // Nobody can join without an account.
    join: async () => 'failed',
  });
  const [picture, setPicture] = createSignal<string>();
  createEffect(() => {
    const now = model.state();
    if (now.kind !== 'found' || now.target.picture === undefined) return;
    let address: string | undefined;
    let shown = true;
    void pictureOfLink(props.token).then((found) => {
      if (found === undefined || !shown) return;
      address = URL.createObjectURL(found);
      setPicture(address);
    });
    onCleanup(() => {
      shown = false;
      setPicture(undefined);
      if (address !== undefined) URL.revokeObjectURL(address);
    });
  });
  const go = (name: 'sign-in' | 'sign-up'): void => {
    keepJoin(props.token);
    props.router.go({ name });
  };
  return (
    <main class={style.standalone}>
      <JoinStates model={model} onList={() => props.router.go({ name: 'sign-in' }, 'replace')}>
        {(found) => (
          <JoinCard target={found.target} picture={picture() ?? ''} words={t('join.sign-in.words')}>
            <Button variant="main" onClick={() => go('sign-in')}>
              {t('join.sign-in')}
            </Button>
            <Button onClick={() => go('sign-up')}>{t('join.sign-up')}</Button>
          </JoinCard>
        )}
      </JoinStates>
    </main>
  );
};
