import { t } from '../../i18n/t.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import type { LinkTarget } from '../../../shared/protocol/http-groups.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Scene } from '../../design/scene.tsx';
import style from './join-card.module.css';

/** The group a link leads to: its name, who invites, and what the person can do. */
export const JoinCard = (props: {
  readonly target: LinkTarget;
  /** What stands below the name; else whether approval is required. */
  readonly title?: string;
  readonly words?: string;
  /** The picture's address, for people who may not fetch it by its hash; empty: not known yet. */
  readonly picture?: string;
  readonly children?: JSX.Element;
}): JSX.Element => (
  <div class={style.page}>
    <section class={style.card} aria-labelledby="join-name">
      <span class={style.round}>
        <Avatar
          size="large"
          name={props.target.name}
          seed={props.target.conversationId}
          picture={props.picture === undefined ? props.target.picture : undefined}
        />
        <Show when={props.picture}>{(address) => <img src={address()} alt="" />}</Show>
      </span>
      <div>
        <p class={style.by} dir="auto">
          {props.title ?? t('join.by', { name: props.target.by })}
        </p>
        <h1 id="join-name" dir="auto" tabIndex={-1}>
          {props.target.name}
        </h1>
      </div>
      <p class={style.facts}>
        <span>{t('join.members', { count: props.target.members })}</span>
        <span>{props.words ?? t(props.target.approval ? 'join.approval' : 'join.open')}</span>
      </p>
      <div class={style.acts}>{props.children}</div>
    </section>
  </div>
);

/** A link that leads nowhere now, and why. */
export const JoinNotice = (props: {
  readonly title: string;
  readonly words: string;
  readonly children?: JSX.Element;
}): JSX.Element => (
  <div class={style.page}>
    <section class={style.card} role="status">
      <Scene />
      <h1>{props.title}</h1>
      <p class={style.words}>{props.words}</p>
      <Show when={props.children}>
        <div class={style.acts}>{props.children}</div>
      </Show>
    </section>
  </div>
);
