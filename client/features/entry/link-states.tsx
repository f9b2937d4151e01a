import { t } from '../../i18n/t.ts';
import './messages.ts';
import { type JSX, Match, Switch } from 'solid-js';
import { Button } from '../../design/button.tsx';
import type { Router } from '../navigation/create-router.ts';
import { SignInCard } from '../sign-in/sign-in-card.tsx';
import type { LinkLookup } from './create-link-lookup.ts';

export const ToSignIn = (props: { readonly router: Router }): JSX.Element => (
  <Button variant="main" onClick={() => props.router.go({ name: 'sign-in' }, 'replace')}>
    {t('entry.sign-in')}
  </Button>
);

/** What a link shows while it is checked, and when it leads nowhere. */
export const LinkStates = <T,>(props: {
  readonly router: Router;
  readonly lookup: LinkLookup<T>;
  readonly again: () => void;
  readonly goneTitle: string;
  readonly goneWords: string;
  readonly children: (value: T) => JSX.Element;
}): JSX.Element => {
  const found = () => {
    const now = props.lookup;
    return now.kind === 'found' ? now : undefined;
  };
  return (
    <Switch fallback={<SignInCard title={t('entry.asking')}>{null}</SignInCard>}>
      <Match when={found()} keyed>
        {(now) => props.children(now.value)}
      </Match>
      <Match when={props.lookup.kind === 'gone'}>
        <SignInCard title={props.goneTitle} words={props.goneWords}>
          <ToSignIn router={props.router} />
        </SignInCard>
      </Match>
      <Match when={props.lookup.kind === 'offline'}>
        <SignInCard title={t('entry.offline.title')} words={t('entry.offline.words')}>
          <Button variant="main" onClick={() => props.again()}>
            {t('entry.retry')}
          </Button>
        </SignInCard>
      </Match>
    </Switch>
  );
};
