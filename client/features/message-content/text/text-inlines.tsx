import { For, type JSX, Show } from 'solid-js';
import { useApp } from '../../app-context.ts';
import { Link } from '../../navigation/link.tsx';
import { parseRoute } from '../../navigation/route.ts';
import { useRowStop } from '../content-context.ts';
import type { Inline } from './message-markdown.ts';
import style from './message-text.module.css';
import { type Named, splitMentions } from './split-mentions.ts';
import { splitStacks } from './split-stacks.ts';

const Words = (props: { readonly text: string; readonly named: readonly Named[] }): JSX.Element => (
  <For each={splitMentions(props.text, props.named)}>
    {(part) =>
      part.kind === 'text' ? (
        <For each={splitStacks(part.text)}>
          {({ text, isStack }) => (isStack ? <span class={style.stack}>{text}</span> : text)}
        </For>
      ) : (
        <bdi class={style.mention} data-mention={part.own ? 'own' : 'other'}>
          {part.text}
        </bdi>
      )
    }
  </For>
);

/** Addresses of this server's conversations open in the app; others open in a tab that has no reference to this one. */
const Address = (props: {
  readonly href: string;
  readonly dir: 'ltr' | 'auto';
  readonly children: JSX.Element;
}): JSX.Element => {
  const app = useApp();
  const stop = useRowStop();
  // An address does not change while it is shown: another text makes other elements.
  const url = new URL(props.href);
  const route = url.origin === location.origin ? parseRoute(url) : undefined;
  return route?.name === 'conversation' ? (
    <Link to={route} router={app.router} title={props.href} dir={props.dir} tabIndex={stop()}>
      {props.children}
    </Link>
  ) : (
    <a href={props.href} title={props.href} target="_blank" rel="noopener noreferrer" dir={props.dir} tabIndex={stop()}>
      {props.children}
    </a>
  );
};

/** An address reads from left to right in every text; words that lead somewhere have their own direction. */
const directionOf = (inlines: readonly Inline[]): 'ltr' | 'auto' =>
  inlines.some((inline) => inline.kind === 'text' && /^(?:https?:|mailto:|www\.|\S+@)/iu.test(inline.text))
    ? 'ltr'
    : 'auto';

export const TextInlines = (props: {
  readonly inlines: readonly Inline[];
  readonly named: readonly Named[];
}): JSX.Element => (
  <For each={props.inlines}>
    {(inline) => {
      switch (inline.kind) {
        case 'text':
          return <Words text={inline.text} named={props.named} />;
        case 'code':
          return (
            <code class={style.code} dir="ltr">
              {inline.text}
            </code>
          );
        case 'link':
          return (
            <Address href={inline.href} dir={directionOf(inline.inlines)}>
              <TextInlines inlines={inline.inlines} named={[]} />
              <Show when={inline.host}>{(host) => <bdi class={style.host}>{host()}</bdi>}</Show>
            </Address>
          );
        case 'strong':
          return (
            <strong>
              <TextInlines inlines={inline.inlines} named={props.named} />
            </strong>
          );
        case 'em':
          return (
            <em>
              <TextInlines inlines={inline.inlines} named={props.named} />
            </em>
          );
        case 'del':
          return (
            <del>
              <TextInlines inlines={inline.inlines} named={props.named} />
            </del>
          );
      }
    }}
  </For>
);
