import { t } from '../../../i18n/t.ts';
import '../../timeline/messages.ts';
import { createEffect, createMemo, createSignal, type JSX, onCleanup, Show } from 'solid-js';
import type { BodyOf } from '../../../channel/timeline-view.ts';
import { useApp } from '../../app-context.ts';
import { useRowStop } from '../content-context.ts';
import { loadMarkedBlocks } from './load-marked-blocks.ts';
import { isMarked, markedBlockView } from './marked-blocks.ts';
import type { Block } from './message-markdown.ts';
import style from './message-text.module.css';
import { isOnlyEmoji } from './only-emoji.ts';
import { parseMessage, plainBlocks } from './parse-message.ts';
import { TextBlocks } from './text-blocks.tsx';

/**
 * Longer texts start folded at 40 lines (message-text.module.css), so that one message cannot bury a conversation. A
 * text too short for 40 lines is not measured; a text too long for them is folded beforehand. Characters.
 */
const NEVER_FOLDED = 400;
const ALWAYS_FOLDED = 6_000;
const NEVER_FOLDED_LINES = 20;

/** As it stands in messages, whatever the reader's language. */
const EVERYONE = 'all';

const mayFold = (text: string): boolean =>
  text.length > NEVER_FOLDED || text.split('\n', NEVER_FOLDED_LINES + 1).length > NEVER_FOLDED_LINES;

/** As typed until the view of what is in it has been loaded. */
const shownBlocks = (text: string): readonly Block[] => {
  const blocks = parseMessage(text);
  if (markedBlockView() !== undefined || !blocks.some(isMarked)) return blocks;
  void loadMarkedBlocks().catch(() => undefined);
  return plainBlocks(text);
};

/** What a person wrote: elements for the marks we know, text nodes for all else, never HTML. */
export const MessageText = (props: {
  readonly body: BodyOf<'text'>;
  readonly compact?: boolean | undefined;
}): JSX.Element => {
  const app = useApp();
  const stop = useRowStop();
  const [open, setOpen] = createSignal(false);
  const [high, setHigh] = createSignal(false);
  const text = () => props.body.text;
  const blocks = createMemo(() => shownBlocks(text()));
  const named = createMemo(() => [
    ...(props.body.mentions ?? []).map(({ by, name }) => ({ name, own: by === app.me().number })),
    ...(props.body.everyone ? [{ name: EVERYONE, own: true }] : []),
  ]);
  const folds = () => props.compact === true || mayFold(text());
  const long = () => high() || text().length > ALWAYS_FOLDED;
  let frame: HTMLDivElement | undefined;
  // Most texts can never fold, and are not watched.
  createEffect(() => {
    if (!folds() || frame === undefined) return;
    const element = frame;
    // The folded height is fixed, so cut-off text can be told by what could be scrolled. One pixel is rounding.
    const observer = new ResizeObserver(() => {
      if (!open()) setHigh(element.scrollHeight > element.clientHeight + 1);
    });
    observer.observe(element);
    onCleanup(() => observer.disconnect());
  });
  return (
    <>
      <div
        ref={(element) => {
          frame = element;
        }}
        class={style.frame}
        data-words=""
        data-folded={folds() && !open() ? '' : undefined}
        data-cut={folds() && !open() && long() ? '' : undefined}
        data-compact={props.compact ? '' : undefined}
        data-large={isOnlyEmoji(text()) ? '' : undefined}
        onFocusIn={(event) => {
          // A focused element must be visible: a link below the fold expands the text.
          if (event.target !== frame && !open() && long()) setOpen(true);
        }}
      >
        <TextBlocks blocks={blocks()} named={named()} />
      </div>
      <Show when={long() && !props.compact}>
        <button
          type="button"
          class={style.fold}
          tabIndex={stop()}
          aria-expanded={open()}
          onClick={() => setOpen(!open())}
        >
          {t(open() ? 'timeline.less' : 'timeline.more')}
        </button>
      </Show>
    </>
  );
};
