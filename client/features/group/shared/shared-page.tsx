import { t } from '../../../i18n/t.ts';
import './shared-messages.ts';
import '../../message-content/messages.ts';
import '../../timeline/messages.ts';
import { createSignal, For, type JSX, onMount, Show } from 'solid-js';
import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import type { MessageRef, SharedMessage } from '../../../channel/commands.ts';
import { Button, IconButton } from '../../../design/button.tsx';
import { Icon, type IconName } from '../../../design/icon.tsx';
import { Quiet } from '../../../design/page.tsx';
import { Scene } from '../../../design/scene.tsx';
import { momentOf } from '../../../i18n/dates.ts';
import { useApp } from '../../app-context.ts';
import { type SharedThing, sharedThings } from '../../message-content/shared-things.ts';
import style from './shared-page.module.css';

interface Found {
  readonly thing: SharedThing;
  readonly from: SharedMessage;
}

const ICONS: Record<SharedThing['kind'], IconName> = { link: 'link', place: 'place', contact: 'person' };

/** The part of an address that people recognize: without its scheme, and without what a reader cannot read. */
const shortOf = (href: string): string =>
  href.replace(/^(?:https?:\/\/(?:www\.)?|mailto:|geo:)/u, '').replace(/\/$/u, '');

const Thing = (props: { readonly found: Found; readonly now: number; readonly onJump: () => void }): JSX.Element => {
  const { thing, from } = props.found;
  const author = from.own ? t('timeline.you') : from.author;
  const words = thing.kind === 'contact' ? thing.name : (thing.words ?? undefined);
  return (
    <li class={style.thing}>
      <span class={style.sign}>
        <Icon name={ICONS[thing.kind]} />
      </span>
      <span class={style.about}>
        <Show when={thing.kind !== 'contact' && thing} fallback={<b dir="auto">{words}</b>}>
          {(link) => (
            <a href={link().href} target="_blank" rel="noopener noreferrer nofollow" title={link().href} dir="auto">
              {words ?? (link().kind === 'place' ? t('location.title') : shortOf(link().href))}
            </a>
          )}
        </Show>
        <Show when={words !== undefined && thing.kind === 'link' && thing}>
          {(link) => <small dir="ltr">{shortOf(link().href)}</small>}
        </Show>
        <small dir="auto">{t('shared.by', { author, when: momentOf(from.at, props.now) })}</small>
      </span>
      <IconButton icon="next" label={t('shared.jump', { author })} onClick={() => props.onJump()} />
    </li>
  );
};

/** What people shared in a conversation, the newest first, each leading to its message. */
export const SharedPage = (props: {
  readonly conversationId: ConversationId;
  readonly onOpen: (place: MessageRef) => void;
}): JSX.Element => {
  const app = useApp();
  const [found, setFound] = createSignal<readonly Found[]>();
  const [next, setNext] = createSignal<number>();
  const [complete, setComplete] = createSignal(true);
  const load = async (from?: number): Promise<void> => {
    const input = { conversationId: props.conversationId, ...(from === undefined ? {} : { from }) };
    const result = await app.channel.call('shared', input);
    if (!app.done(result)) return;
    const more = result.value.messages.flatMap((one) => sharedThings(one.body).map((thing) => ({ thing, from: one })));
    setFound((before) => [...(before ?? []), ...more]);
    setNext(result.value.next);
    setComplete(result.value.complete);
    // Chapters without shared things are skipped until there is something to show.
    if (more.length === 0 && result.value.next !== undefined) await load(result.value.next);
  };
  onMount(() => void load());
  return (
    <Show when={found()} fallback={<p class={style.lead}>{t('shared.loading')}</p>}>
      {(all) => (
        <>
          <Show
            when={all().length > 0}
            fallback={<Quiet picture={<Scene />} title={t('shared.none.title')} words={t('shared.none.words')} />}
          >
            <ul class={style.list} aria-label={t('shared.title')}>
              <For each={all()}>
                {(one) => (
                  <Thing
                    found={one}
                    now={app.now()}
                    onJump={() => props.onOpen({ chapter: one.from.chapter, messageId: one.from.messageId })}
                  />
                )}
              </For>
            </ul>
          </Show>
          <Show when={next() !== undefined}>
            <span class={style.more}>
              <Button onClick={() => void load(next())}>{t('shared.more')}</Button>
            </span>
          </Show>
          <Show when={!complete()}>
            <p class={style.lead}>{t('shared.incomplete')}</p>
          </Show>
        </>
      )}
    </Show>
  );
};
