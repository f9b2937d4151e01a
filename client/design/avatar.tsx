import { createSignal, type JSX, Show } from 'solid-js';
import style from './avatar.module.css';
import { Icon, type IconName } from './icon.tsx';
import { initials, tintOf } from './initials.ts';

/** A person's or a group's mark. Decoration: the name always stands beside it. */
export const Avatar = (props: {
  readonly name: string;
  /** What the colour hangs on, so that a person keeps it through renames. */
  readonly seed: string | number;
  readonly size?: 'tiny' | 'small' | 'normal' | 'large';
  readonly online?: boolean;
  readonly icon?: IconName;
  /** SHA-256 of the picture, hex. Without it, and until it can be shown, the initials stand there. */
  readonly picture?: string | undefined;
}): JSX.Element => {
  const [failed, setFailed] = createSignal<string>();
  return (
    <span class={style.avatar} data-size={props.size ?? 'normal'} data-tint={tintOf(props.seed)} aria-hidden="true">
      <Show when={props.icon} fallback={initials(props.name)}>
        {(icon) => <Icon name={icon()} />}
      </Show>
      <Show when={props.picture !== failed() ? props.picture : undefined} keyed>
        {(hash) => (
          <img
            class={style.picture}
            src={`/api/pictures/${encodeURIComponent(hash)}`}
            alt=""
            loading="lazy"
            decoding="async"
            draggable={false}
            onError={() => setFailed(hash)}
          />
        )}
      </Show>
      <Show when={props.online}>
        <i class={style.online} />
      </Show>
    </span>
  );
};
