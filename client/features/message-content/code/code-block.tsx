import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { IconButton } from '../../../design/button.tsx';
import { useApp } from '../../app-context.ts';
import { copyText } from '../../copy-text.ts';
import { useRowStop } from '../content-context.ts';
import style from './code-block.module.css';
import type { Span } from './code-spans.ts';
import { colourCode } from './colour-code.ts';

/** It scrolls sideways, so the keyboard must be able to reach it. */
const scrolling = (label: string) => ({ role: 'region', 'aria-label': label }) as const;

/** The first word after the fence, as grammars are named. */
const languageOf = (info: string): string => /^[\w+#.-]{1,30}/.exec(info)?.[0].toLowerCase() ?? '';

export const CodeBlock = (props: { readonly language: string; readonly text: string }): JSX.Element => {
  const app = useApp();
  const stop = useRowStop();
  const language = () => languageOf(props.language);
  const [spans, setSpans] = createSignal<readonly Span[]>();
  let frame: HTMLElement | undefined;
  onMount(() => {
    if (language() === '' || frame === undefined) return;
    let alive = true;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      void colourCode(language(), props.text).then((made) => {
        if (alive) setSpans(made);
      });
    });
    observer.observe(frame);
    onCleanup(() => {
      alive = false;
      observer.disconnect();
    });
  });
  const copy = () => void copyText(app, props.text, t('content.code.copied'));
  return (
    <figure
      class={style.frame}
      ref={(element) => {
        frame = element;
      }}
    >
      <figcaption class={style.head}>
        <span>{language() === '' ? t('content.code') : language()}</span>
        <IconButton icon="copy" label={t('content.code.copy')} tabIndex={stop()} onClick={copy} />
      </figcaption>
      {/* Browsers make scrollable elements tab stops; here the code is the stop, because it can leave the tab order. */}
      <pre class={style.code} tabIndex={-1} dir="ltr">
        <code {...scrolling(t('content.code.region', { language: language() }))} tabIndex={stop()}>
          <Show when={spans()} fallback={props.text}>
            {(made) => (
              <For each={made()}>
                {(span) => (span.tone === undefined ? span.text : <span data-tone={span.tone}>{span.text}</span>)}
              </For>
            )}
          </Show>
        </code>
      </pre>
    </figure>
  );
};
