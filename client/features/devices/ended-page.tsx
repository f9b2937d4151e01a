import { t } from '../../i18n/t.ts';
import './ended-messages.ts';
import { createResource, createSignal, For, type JSX, lazy, Show } from 'solid-js';
import type { SessionEnd } from '../../channel/projections.ts';
import type { Channel } from '../../channel/protocol.ts';
import { Button } from '../../design/button.tsx';
import { Confirm } from '../../design/confirm.tsx';
import { Contained } from '../../design/contained.tsx';
import { SignInCard } from '../sign-in/sign-in-card.tsx';
import card from '../sign-in/sign-in-page.module.css';
import style from './ended-page.module.css';
import { titleOf, unsentFile } from './unsent-file.ts';

const SignInHere = lazy(async () => ({ default: (await import('./sign-in-here.tsx')).SignInHere }));

/** Texts shown; the file holds all. */
const SHOWN = 5;

/** The device was signed out from elsewhere. This page hides its contents until their owner decides what happens to them. */
export const EndedPage = (props: {
  readonly channel: Channel;
  readonly ended: SessionEnd;
  readonly me: { readonly name: string; readonly email: string };
}): JSX.Element => {
  const [unsent] = createResource(async () => {
    const result = await props.channel.call('unsent', {});
    return result.ok ? result.value : undefined;
  });
  const [step, setStep] = createSignal<'sign-in' | 'remove'>();
  const [saved, setSaved] = createSignal(false);
  const items = () => unsent()?.items ?? [];
  const count = () => Math.max(unsent()?.count ?? 0, items().length);
  const kind = () => (props.ended === 'account-gone' ? 'account' : 'session');
  const save = (): void => {
    unsentFile(items());
    setSaved(true);
  };
  return (
    <>
      <SignInCard
        title={t(`session-ended.${kind()}.title`)}
        words={t(`session-ended.${kind()}.words`)}
        more={
          <p class={style.who} dir="auto">
            {t('session-ended.for', { name: props.me.name, email: props.me.email })}
          </p>
        }
      >
        <Show when={count() > 0}>
          <section class={style.unsent}>
            <p>{t('session-ended.unsent', { count: count() })}</p>
            <ul>
              <For each={items().slice(-SHOWN)}>
                {(item) => (
                  <li>
                    <span dir="auto">{t('session-ended.unsent.in', { title: titleOf(item) })}</span>
                    <q dir="auto">{item.text}</q>
                  </li>
                )}
              </For>
            </ul>
            <Show when={items().length > 0 && count() > Math.min(SHOWN, items().length)}>
              <p>{t('session-ended.unsent.more', { count: count() - Math.min(SHOWN, items().length) })}</p>
            </Show>
          </section>
        </Show>
        <div class={card.acts}>
          <Show when={props.ended === 'session-ended'}>
            <Button variant="main" onClick={() => setStep('sign-in')}>
              {t('session-ended.sign-in')}
            </Button>
          </Show>
          <Show when={items().length > 0}>
            <Button onClick={save}>{t('session-ended.save')}</Button>
          </Show>
          <Show when={saved()}>
            <p role="status">{t('session-ended.saved')}</p>
          </Show>
          <Button variant="danger" onClick={() => setStep('remove')}>
            {t('session-ended.remove')}
          </Button>
        </div>
      </SignInCard>
      <Contained>
        <Show when={step() === 'sign-in'}>
          <SignInHere channel={props.channel} email={props.me.email} onClose={() => setStep(undefined)} />
        </Show>
      </Contained>
      <Show when={step() === 'remove'}>
        <Confirm
          title={t('session-ended.remove.title')}
          words={
            count() > 0 && !saved()
              ? t('session-ended.remove.lose', { count: count() })
              : t('session-ended.remove.words')
          }
          act={t('session-ended.remove.act')}
          onAct={() => void props.channel.call('signOut', { force: true })}
          onClose={() => setStep(undefined)}
        />
      </Show>
    </>
  );
};
