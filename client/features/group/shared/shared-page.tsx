import { t } from '../../../i18n/t.ts';
import './shared-messages.ts';
import '../../message-content/cards/card-messages.ts';
import '../../timeline/messages.ts';
import { createMemo, createSignal, For, type JSX, lazy, onMount, Show } from 'solid-js';
import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import type { MessageRef, SharedMessage } from '../../../channel/commands.ts';
import type { BodyOf } from '../../../channel/timeline-view.ts';
import { Button, IconButton } from '../../../design/button.tsx';
import { Contained } from '../../../design/contained.tsx';
import { Icon, type IconName } from '../../../design/icon.tsx';
import { Quiet } from '../../../design/page.tsx';
import { Scene } from '../../../design/scene.tsx';
import { momentOf } from '../../../i18n/dates.ts';
import { useApp } from '../../app-context.ts';
import { type SharedThing, sharedThings } from '../../message-content/shared-things.ts';
import style from './shared-page.module.css';

const SharedFiles = lazy(async () => ({
  default: (await import('../../message-content/files/shared/shared-files.tsx')).SharedFiles,
}));

interface Found {
  readonly thing: SharedThing;
  readonly from: SharedMessage;
}

const ICONS: Record<SharedThing['kind'], IconName> = { link: 'link', place: 'place', contact: 'person' };

/** The part of an address that people recognize: no scheme, nothing unreadable. */
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

type Kind = 'media' | 'files' | 'voice' | 'links';
const KINDS: readonly Kind[] = ['media', 'files', 'voice', 'links'];

const kindOf = ({ look }: BodyOf<'files'>['files'][number]): Exclude<Kind, 'links'> => {
  switch (look?.kind) {
    case 'picture':
    case 'video':
      return 'media';
    case 'voice':
      return 'voice';
    default:
      return 'files';
  }
};

const holds = (message: SharedMessage, kind: Kind): boolean =>
  kind === 'links'
    ? sharedThings(message.body).length > 0
    : message.body.kind === 'files' && message.body.files.some((file) => kindOf(file) === kind);

const Links = (props: {
  readonly messages: readonly SharedMessage[];
  readonly now: number;
  readonly onOpen: (place: MessageRef) => void;
}): JSX.Element => {
  const found = () => props.messages.flatMap((from) => sharedThings(from.body).map((thing) => ({ thing, from })));
  return (
    <ul class={style.list} aria-label={t('shared.kind.links')}>
      <For each={found()}>
        {(one) => (
          <Thing
            found={one}
            now={props.now}
            onJump={() => props.onOpen({ chapter: one.from.chapter, messageId: one.from.messageId })}
          />
        )}
      </For>
    </ul>
  );
};

/** What people shared in a conversation, by kind, newest first; each item leads to its message. */
export const SharedPage = (props: {
  readonly conversationId: ConversationId;
  readonly onOpen: (place: MessageRef) => void;
}): JSX.Element => {
  const app = useApp();
  const [found, setFound] = createSignal<readonly SharedMessage[]>();
  const [next, setNext] = createSignal<number>();
  const [complete, setComplete] = createSignal(true);
  const [chosen, setChosen] = createSignal<Kind>();
  const load = async (from?: number): Promise<void> => {
    const input = { conversationId: props.conversationId, ...(from === undefined ? {} : { from }) };
    const result = await app.channel.call('shared', input);
    if (!app.done(result)) return;
    const more = result.value.messages.filter((one) => KINDS.some((kind) => holds(one, kind)));
    setFound((before) => [...(before ?? []), ...more]);
    setNext(result.value.next);
    setComplete(result.value.complete);
    // Chapters without shared things are skipped until there is something to show.
    if (more.length === 0 && result.value.next !== undefined) await load(result.value.next);
  };
  onMount(() => void load());
  const of = (kind: Kind) => (found() ?? []).filter((one) => holds(one, kind));
  const kind = (): Kind => chosen() ?? KINDS.find((one) => of(one).length > 0) ?? 'media';
  const shown = createMemo(() => of(kind()));
  const chip = (one: Kind): JSX.Element => (
    <button type="button" class={style.kind} aria-pressed={kind() === one} onClick={() => setChosen(one)}>
      {t(`shared.kind.${one}`)}
    </button>
  );
  return (
    <Show when={found()} fallback={<p class={style.lead}>{t('shared.loading')}</p>}>
      {(all) => (
        <>
          <Show
            when={all().length > 0}
            fallback={<Quiet picture={<Scene />} title={t('shared.none.title')} words={t('shared.none.words')} />}
          >
            <fieldset class={style.kinds} aria-label={t('shared.kinds')}>
              <For each={KINDS}>{chip}</For>
            </fieldset>
            <Show when={shown().length > 0} fallback={<p class={style.lead}>{t('shared.kind.none')}</p>}>
              <Show
                when={kind() === 'links'}
                fallback={
                  <Contained>
                    <SharedFiles
                      messages={shown()}
                      kind={kind()}
                      now={app.now()}
                      isShown={(file) => kindOf(file) === kind()}
                      onOpen={props.onOpen}
                    />
                  </Contained>
                }
              >
                <Links messages={shown()} now={app.now()} onOpen={props.onOpen} />
              </Show>
            </Show>
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
