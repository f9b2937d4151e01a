import { createMemo, type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import type { BodyOf, MessageEntry } from '../../../channel/timeline-view.ts';
import { useRowStop } from '../content-context.ts';
import { Still } from '../files/still.tsx';
import { UploadProgress } from '../files/upload-progress.tsx';
import { sharedThings } from '../shared-things.ts';
import { realHost } from '../text/named-hosts.ts';
import style from './link-card.module.css';

/** As wide as high, or less: it stands beside the words. Wider pictures stand above them. */
const WIDE = 1.4;

/**
 * What a page says of itself, as the author's device was told. It is shown only with a text that leads there: an edit may
 * have taken the address out, and a hostile device may have sent any.
 */
export const LinkCard = (props: {
  readonly entry: MessageEntry;
  readonly text: string;
  readonly link: NonNullable<BodyOf<'text'>['link']>;
  readonly conversationId: ConversationId;
}): JSX.Element => {
  const stop = useRowStop();
  const isInText = createMemo(() =>
    sharedThings({ kind: 'text', text: props.text }).some(
      (thing) => thing.kind === 'link' && thing.href === props.link.url,
    ),
  );
  const look = () => (props.link.picture?.look?.kind === 'picture' ? props.link.picture.look : undefined);
  const isWide = () => (look()?.width ?? 0) > (look()?.height ?? 1) * WIDE;
  const isOnItsWay = () => props.entry.own && props.entry.seq === 0 && props.link.picture !== undefined;
  return (
    <Show when={isInText()}>
      <a
        class={style.card}
        href={props.link.url}
        target="_blank"
        rel="noopener noreferrer"
        tabIndex={stop()}
        data-link-card=""
        data-wide={look() !== undefined && isWide() ? '' : undefined}
      >
        <Show when={look()}>
          {(picture) => (
            <span class={style.picture} aria-hidden="true">
              <Still file={props.link.picture} alt="" placeholder={picture().placeholder} words="" />
            </span>
          )}
        </Show>
        <span class={style.words}>
          <b class={style.title} dir="auto">
            {props.link.title}
          </b>
          <Show when={props.link.text}>
            {(text) => (
              <span class={style.text} dir="auto">
                {text()}
              </span>
            )}
          </Show>
          <span class={style.host} dir="ltr">
            {realHost(props.link.url)}
          </span>
        </span>
      </a>
      <Show when={isOnItsWay()}>
        <UploadProgress conversationId={props.conversationId} messageId={props.entry.messageId} onlyFailed />
      </Show>
    </Show>
  );
};
