import { t } from '../../i18n/t.ts';
import './messages.ts';
import '../timeline/messages.ts';
import { createSignal, ErrorBoundary, type JSX, lazy, Match, Show, Suspense, Switch } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageEntry } from '../../channel/timeline-view.ts';
import { Contained } from '../../design/contained.tsx';
import { Icon } from '../../design/icon.tsx';
import { useRowStop } from './content-context.ts';
import style from './message-content.module.css';
import { QuoteBlock } from './quote-block.tsx';
import { MessageText } from './text/message-text.tsx';
import { unopenedWords } from './unopened-words.ts';

const CardMessage = lazy(async () => ({ default: (await import('./cards/card-message.tsx')).CardMessage }));
const LinkCard = lazy(async () => ({ default: (await import('./links/link-card.tsx')).LinkCard }));
const FilesMessage = lazy(async () => ({ default: (await import('./files/files-message.tsx')).FilesMessage }));

interface Shown {
  readonly entry: MessageEntry;
  readonly now: number;
  readonly conversationId: ConversationId;
  /** Where there is little room, as in a list of messages. */
  readonly compact?: boolean;
  /** The message it replies to is on screen already, as in a thread. */
  readonly withoutQuote?: boolean | undefined;
}

const textOf = ({ body }: MessageEntry) => (body?.kind === 'text' ? body : undefined);
const filesOf = ({ body }: MessageEntry) => (body?.kind === 'files' ? body : undefined);
/** The caption of files is shown like any text. */
const captionOf = ({ body }: MessageEntry) =>
  body?.kind === 'files' && body.text !== undefined ? { ...body, kind: 'text' as const, text: body.text } : undefined;

/** Loads when it is first shown; until then, and when that fails, the message is one line of text. */
const Late = (props: { readonly entry: MessageEntry; readonly children: JSX.Element }): JSX.Element => (
  <ErrorBoundary fallback={<p>{props.entry.text}</p>}>
    <Suspense fallback={<p>{props.entry.text}</p>}>{props.children}</Suspense>
  </ErrorBoundary>
);

const Said = (props: Shown): JSX.Element => (
  <>
    <Show when={props.entry.body?.forwarded}>
      <p class={style.forwarded}>
        <Icon name="forward" size="small" />
        {t('content.forwarded')}
      </p>
    </Show>
    <Show when={props.withoutQuote ? undefined : props.entry.quote}>{(quote) => <QuoteBlock quote={quote()} />}</Show>
    <Switch
      fallback={
        <Late entry={props.entry}>
          <CardMessage entry={props.entry} conversationId={props.conversationId} />
        </Late>
      }
    >
      <Match when={textOf(props.entry)}>
        {(body) => (
          <>
            <MessageText body={body()} compact={props.compact} />
            <Show when={props.compact ? undefined : body().link}>
              {(link) => (
                <Contained>
                  <LinkCard
                    entry={props.entry}
                    text={body().text}
                    link={link()}
                    conversationId={props.conversationId}
                  />
                </Contained>
              )}
            </Show>
          </>
        )}
      </Match>
      <Match when={filesOf(props.entry)}>
        {(body) => (
          <>
            <Late entry={props.entry}>
              <FilesMessage entry={props.entry} body={body()} conversationId={props.conversationId} />
            </Late>
            <Show when={captionOf(props.entry)}>{(text) => <MessageText body={text()} compact={props.compact} />}</Show>
          </>
        )}
      </Match>
    </Switch>
  </>
);

/** Folded until the person opens it. */
const OfBlocked = (props: Shown): JSX.Element => {
  const [shown, setShown] = createSignal(false);
  const stop = useRowStop();
  return (
    <Show
      when={shown()}
      fallback={
        <p class={style.gone}>
          <Icon name="block" size="small" />
          {t('timeline.blocked')}
          <button type="button" class={style.show} tabIndex={stop()} onClick={() => setShown(true)}>
            {t('timeline.blocked.show')}
          </button>
        </p>
      }
    >
      <Said {...props} />
    </Show>
  );
};

/** What a message says, whatever its kind and state. */
export const MessageContent = (props: Shown): JSX.Element => (
  <Switch fallback={<Said {...props} />}>
    <Match when={props.entry.deleted}>
      {(deleted) => (
        <p class={style.gone}>
          <Icon name="bin" size="small" />
          {deleted().by === undefined
            ? t('timeline.deleted.own')
            : t('timeline.deleted.by', { name: deleted().by ?? '' })}
        </p>
      )}
    </Match>
    <Match when={props.entry.body === undefined}>
      <p class={style.gone} data-unopened={props.entry.unopened ?? 'unknown'}>
        <Icon name={props.entry.unopened === 'opening' ? 'clock' : 'alert'} size="small" />
        {unopenedWords(props.entry.unopened)}
      </p>
    </Match>
    <Match when={props.entry.blocked}>
      <OfBlocked {...props} />
    </Match>
  </Switch>
);
