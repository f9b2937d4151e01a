import { t } from '../../i18n/t.ts';
import './messages.ts';
import '../timeline/messages.ts';
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageEntry } from '../../channel/projections.ts';
import { Icon } from '../../design/icon.tsx';
import { ContactCard } from './cards/contact-card.tsx';
import { Location } from './cards/location.tsx';
import { Poll } from './cards/poll.tsx';
import { useRowStop } from './content-context.ts';
import style from './message-content.module.css';
import { QuoteBlock } from './quote-block.tsx';
import { MessageText } from './text/message-text.tsx';

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
const pollOf = ({ body }: MessageEntry) => (body?.kind === 'poll' ? body : undefined);
const locationOf = ({ body }: MessageEntry) => (body?.kind === 'location' ? body : undefined);
const contactOf = ({ body }: MessageEntry) => (body?.kind === 'contact' ? body : undefined);

const Said = (props: Shown): JSX.Element => (
  <>
    <Show when={props.entry.body?.forwarded}>
      <p class={style.forwarded}>
        <Icon name="forward" size="small" />
        {t('content.forwarded')}
      </p>
    </Show>
    <Show when={props.withoutQuote ? undefined : props.entry.quote}>{(quote) => <QuoteBlock quote={quote()} />}</Show>
    <Switch>
      <Match when={textOf(props.entry)}>{(body) => <MessageText body={body()} compact={props.compact} />}</Match>
      <Match when={pollOf(props.entry)}>
        {(body) => <Poll entry={props.entry} body={body()} conversationId={props.conversationId} />}
      </Match>
      <Match when={locationOf(props.entry)}>{(body) => <Location body={body()} />}</Match>
      <Match when={contactOf(props.entry)}>{(body) => <ContactCard body={body()} />}</Match>
    </Switch>
  </>
);

/** Folded until it is asked for. */
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
    <Match when={props.entry.unreadable || props.entry.body === undefined}>
      <p class={style.gone}>
        <Icon name="alert" size="small" />
        {t('timeline.unreadable')}
      </p>
    </Match>
    <Match when={props.entry.blocked}>
      <OfBlocked {...props} />
    </Match>
  </Switch>
);
