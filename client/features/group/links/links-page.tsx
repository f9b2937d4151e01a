import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { createEffect, createSignal, For, type JSX, Show } from 'solid-js';
import type { GroupLink } from '../../../../shared/protocol/http-groups.ts';
import type { ConversationView } from '../../../channel/conversation-view.ts';
import { Button } from '../../../design/button.tsx';
import { Confirm } from '../../../design/confirm.tsx';
import { Icon } from '../../../design/icon.tsx';
import { momentOf } from '../../../i18n/dates.ts';
import { useApp } from '../../app-context.ts';
import { MadeLink } from '../../made-link/made-link.tsx';
import { pathOf } from '../../navigation/route.ts';
import { createLinks } from './create-links.ts';
import { LinkForm } from './link-form.tsx';
import style from './links-page.module.css';

const usedWords = ({ used, uses }: GroupLink): string =>
  uses === undefined
    ? used === 0
      ? t('group.links.used.nobody')
      : t('group.links.used', { count: used })
    : t('group.links.used.of', { used: String(used), uses: String(uses) });

const Entry = (props: {
  readonly link: GroupLink;
  readonly now: number;
  readonly onRevoke: () => void;
}): JSX.Element => {
  const made = () => momentOf(props.link.createdAt, props.now);
  const terms = () => [
    t(props.link.approval ? 'group.links.with-approval' : 'group.links.without-approval'),
    props.link.expiresAt === undefined
      ? t('group.links.until.none')
      : t('group.links.until', { when: momentOf(props.link.expiresAt, props.now) }),
  ];
  return (
    <li class={style.link}>
      <Icon name="link" />
      <span class={style.about}>
        <b>{usedWords(props.link)}</b>
        <small>{terms().join(' · ')}</small>
        <small dir="auto">{t('group.links.by', { name: props.link.by, when: made() })}</small>
      </span>
      <Button
        variant="quiet"
        aria-label={t('group.links.revoke.label', { when: made() })}
        onClick={() => props.onRevoke()}
      >
        {t('group.links.revoke')}
      </Button>
    </li>
  );
};

/** Links into the group: create, share, revoke. */
export const LinksPage = (props: { readonly view: ConversationView }): JSX.Element => {
  const app = useApp();
  const model = createLinks(app, props.view.id);
  const [asking, setAsking] = createSignal<string>();
  const failed = () => model.links() === 'failed';
  const known = () => {
    const links = model.links();
    return links === 'failed' ? undefined : links;
  };
  const online = () => app.connection()?.state === 'online';
  createEffect(() => {
    if (online()) void model.load();
  });
  const revoke = async (linkId: string): Promise<void> => {
    if (await model.revoke(linkId)) app.say(t('group.links.revoked'));
  };
  return (
    <>
      <p class={style.lead}>{t(online() ? 'group.links.words' : 'group.links.offline')}</p>
      <Show
        when={model.made()?.token}
        fallback={<LinkForm busy={model.busy()} disabled={!online()} onCreate={(wish) => void model.create(wish)} />}
      >
        {(token) => (
          <section class={style.made} aria-labelledby="link-made">
            <h3 id="link-made" tabIndex={-1} ref={(element) => queueMicrotask(() => element.focus())}>
              {t('group.links.new')}
            </h3>
            <MadeLink
              title={props.view.title}
              address={new URL(pathOf({ name: 'join', token: token() }), location.origin).href}
              qrLabel={t('group.links.qr', { name: props.view.title })}
              words={t('group.links.new.words')}
            >
              <Button variant="quiet" onClick={() => model.forget()}>
                {t('group.links.another')}
              </Button>
            </MadeLink>
          </section>
        )}
      </Show>
      <Show when={online() || known() !== undefined}>
        <section class={style.list} aria-labelledby="links-list">
          <h3 id="links-list">{t('group.links.list')}</h3>
          <Show
            when={known()}
            fallback={<p class={style.lead}>{t(failed() ? 'group.links.list.failed' : 'group.links.list.loading')}</p>}
          >
            {(links) => (
              <Show when={links().length > 0} fallback={<p class={style.lead}>{t('group.links.list.none')}</p>}>
                <ul>
                  <For each={links()}>
                    {(link) => <Entry link={link} now={app.now()} onRevoke={() => setAsking(link.linkId)} />}
                  </For>
                </ul>
              </Show>
            )}
          </Show>
        </section>
      </Show>
      <Show when={asking()} keyed>
        {(linkId) => (
          <Confirm
            title={t('group.links.revoke.title')}
            words={t('group.links.revoke.words')}
            act={t('group.links.revoke')}
            onAct={() => void revoke(linkId)}
            onClose={() => setAsking(undefined)}
          />
        )}
      </Show>
    </>
  );
};
