import { t } from '../../../../i18n/t.ts';
import '../../../timeline/messages.ts';
import '../messages.ts';
import { createMemo, createSignal, For, type JSX, lazy, Show } from 'solid-js';
import { Portal } from 'solid-js/web';
import type { MessageRef, SharedMessage } from '../../../../channel/commands.ts';
import { IconButton } from '../../../../design/button.tsx';
import { Contained } from '../../../../design/contained.tsx';
import { momentOf, monthOf } from '../../../../i18n/dates.ts';
import { VisualCell } from '../album.tsx';
import { FileCard } from '../file-card.tsx';
import { type FileBody, isSound, isVisual, type Visual } from '../looks.ts';
import { Voice } from '../voice/voice.tsx';
import style from './shared-files.module.css';

const Lightbox = lazy(async () => ({ default: (await import('../lightbox/lightbox.tsx')).Lightbox }));

interface Shared<File extends FileBody = FileBody> {
  readonly file: File;
  readonly from: SharedMessage;
}

/** One group for each month, in the order of the items. */
const byMonth = <One extends Shared>(items: readonly One[]): readonly (readonly [string, readonly One[]])[] => {
  const months = new Map<string, One[]>();
  for (const item of items) {
    const month = monthOf(item.from.at);
    months.set(month, [...(months.get(month) ?? []), item]);
  }
  return [...months];
};

const Grid = (props: { readonly items: readonly Shared<Visual>[] }): JSX.Element => {
  const [open, setOpen] = createSignal<Visual>();
  const files = () => props.items.map(({ file }) => file);
  return (
    <>
      <For each={byMonth(props.items)}>
        {([month, items]) => (
          <section class={style.month}>
            <h3 class={style.when}>{month}</h3>
            <div class={style.grid}>
              <For each={items}>{({ file }) => <VisualCell file={file} small onOpen={() => setOpen(file)} />}</For>
            </div>
          </section>
        )}
      </For>
      <Portal>
        <Contained onClose={() => setOpen(undefined)}>
          <Show when={open()}>
            {(file) => <Lightbox files={files()} at={files().indexOf(file())} onClose={() => setOpen(undefined)} />}
          </Show>
        </Contained>
      </Portal>
    </>
  );
};

/** Files that were shared in a conversation: pictures and videos by month, others one below the other. */
export const SharedFiles = (props: {
  readonly messages: readonly SharedMessage[];
  readonly kind: string;
  readonly now: number;
  readonly isShown: (file: FileBody) => boolean;
  readonly onOpen: (place: MessageRef) => void;
}): JSX.Element => {
  const items = createMemo<readonly Shared[]>(() =>
    props.messages.flatMap((from) =>
      from.body.kind === 'files' ? from.body.files.filter(props.isShown).map((file) => ({ file, from })) : [],
    ),
  );
  const visuals = () => items().flatMap(({ file, from }) => (isVisual(file) ? [{ file, from }] : []));
  const authorOf = (from: SharedMessage): string => (from.own ? t('timeline.you') : from.author);
  return (
    <Show when={props.kind !== 'media'} fallback={<Grid items={visuals()} />}>
      <ul class={style.list}>
        <For each={items()}>
          {({ file, from }) => (
            <li class={style.item}>
              <div class={style.file}>
                <Show when={isSound(file) && file} fallback={<FileCard file={file} />}>
                  {(sound) => <Voice file={sound()} messageId={from.messageId} conversationId={from.conversationId} />}
                </Show>
                <small class={style.by} dir="auto">
                  {t('shown.by', { author: authorOf(from), when: momentOf(from.at, props.now) })}
                </small>
              </div>
              <IconButton
                icon="next"
                label={t('shown.jump', { author: authorOf(from) })}
                onClick={() => props.onOpen({ chapter: from.chapter, messageId: from.messageId })}
              />
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
};
