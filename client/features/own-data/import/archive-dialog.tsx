import { t } from '../../../i18n/t.ts';
import '../../../i18n/messages.ts';
import '../messages.ts';
import { createSignal, For, type JSX, onMount, Show } from 'solid-js';
import { FILE_SIGNS } from '../../../../shared/protocol/summary-of.ts';
import { type Archive, type ArchiveStore, openArchive } from '../../../archive/archive-store.ts';
import type { ArchivedMessage } from '../../../archive/archived-message.ts';
import { Button } from '../../../design/button.tsx';
import { Confirm } from '../../../design/confirm.tsx';
import { Contained } from '../../../design/contained.tsx';
import { Dialog } from '../../../design/dialog.tsx';
import { useApp } from '../../app-context.ts';
import { describeMessage } from '../export/describe-message.ts';
import style from './import.module.css';

/** Messages that are loaded together. */
const PAGE = 100;

const Entry = (props: { readonly message: ArchivedMessage }): JSX.Element => {
  const told = describeMessage(props.message);
  const files = props.message.body?.kind === 'files' ? props.message.body.files : [];
  return (
    <li class={style.message}>
      <p class={style.who}>
        <b>
          <bdi>{told.author}</bdi>
        </b>{' '}
        <time dateTime={told.iso}>
          {told.day} {told.time}
        </time>{' '}
        <small>{told.notes.join(' · ')}</small>
      </p>
      <Show when={told.reply}>{(reply) => <blockquote dir="auto">{reply().words}</blockquote>}</Show>
      <For each={files}>{(file) => <p dir="auto">{[FILE_SIGNS.file, file.name].join(' ')}</p>}</For>
      <Show when={told.text ?? told.line}>{(text) => <p dir="auto">{text()}</p>}</Show>
      <Show when={told.poll}>
        {(poll) => (
          <>
            <p dir="auto">{poll().question}</p>
            <ul>
              <For each={poll().options}>{(option) => <li dir="auto">{option}</li>}</For>
            </ul>
          </>
        )}
      </Show>
      <Show when={told.reactions}>
        <small dir="auto">{told.reactions}</small>
      </Show>
    </li>
  );
};

/** An imported conversation, to be read only: what its file says, and marked as that. */
export const ArchiveDialog = (props: {
  readonly archive: Archive;
  readonly onRemoved: () => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const [messages, setMessages] = createSignal<readonly ArchivedMessage[]>([]);
  const [before, setBefore] = createSignal<Awaited<ReturnType<ArchiveStore['page']>>['before']>();
  const [asking, setAsking] = createSignal(false);
  const withStore = async <T,>(work: (store: ArchiveStore) => Promise<T>): Promise<T | undefined> => {
    const store = await openArchive(app.me().userId, false);
    if (store === undefined) return undefined;
    return work(store).finally(() => store.close());
  };
  const load = async (): Promise<void> => {
    const page = await withStore((store) => store.page(props.archive.id, before(), PAGE));
    setMessages((now) => [...(page?.messages ?? []), ...now]);
    setBefore(page?.before);
  };
  onMount(() => void load());
  return (
    <Dialog
      size="wide"
      title={t('own-data.archive', { title: props.archive.title })}
      closeLabel={t('app.close')}
      onClose={props.onClose}
      actions={
        <Button variant="danger" onClick={() => setAsking(true)}>
          {t('own-data.archive.remove')}
        </Button>
      }
    >
      <p class={style.note}>{t('own-data.archive.words')}</p>
      <Show when={before()}>
        <Button onClick={() => void load()}>{t('own-data.archive.earlier')}</Button>
      </Show>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <section tabIndex={0} aria-label={t('own-data.archive', { title: props.archive.title })}>
        <ol class={style.messages}>
          <For each={messages()}>{(message) => <Entry message={message} />}</For>
        </ol>
      </section>
      <Contained>
        <Show when={asking()}>
          <Confirm
            title={t('own-data.archive.remove')}
            words={t('own-data.archive.remove.words')}
            act={t('own-data.archive.remove')}
            onAct={() => void withStore((store) => store.remove(props.archive.id)).then(props.onRemoved)}
            onClose={() => setAsking(false)}
          />
        </Show>
      </Contained>
    </Dialog>
  );
};
