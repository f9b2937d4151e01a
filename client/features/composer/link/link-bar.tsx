import { t } from '../../../i18n/t.ts';
import './link-messages.ts';
import { type JSX, Show } from 'solid-js';
import type { BodyOf } from '../../../channel/timeline-view.ts';
import { IconButton } from '../../../design/button.tsx';
import { Icon } from '../../../design/icon.tsx';
import { realHost } from '../../message-content/text/named-hosts.ts';
import style from './link-bar.module.css';

export type LinkBody = NonNullable<BodyOf<'text'>['link']>;

/** Above the field: what will be shown of the address in the text, and a button to send it without. */
export const LinkBar = (props: {
  readonly link: LinkBody;
  /** Address of its small picture on this device. */
  readonly picture: string | undefined;
  readonly onLeave: () => void;
}): JSX.Element => (
  <div class={style.bar} data-link-bar="">
    <Show
      when={props.picture}
      fallback={
        <span class={style.sign}>
          <Icon name="link" />
        </span>
      }
    >
      {(source) => <img class={style.picture} src={source()} alt="" draggable={false} />}
    </Show>
    <p role="status">
      <b dir="auto">{props.link.title}</b>
      <span dir="ltr">{realHost(props.link.url)}</span>
    </p>
    <IconButton
      icon="close"
      label={t('link-preview.remove')}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => props.onLeave()}
    />
  </div>
);
