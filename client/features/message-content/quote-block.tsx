import { t } from '../../i18n/t.ts';
import './messages.ts';
import '../timeline/messages.ts';
import type { JSX } from 'solid-js';
import type { Quote } from '../../channel/timeline-view.ts';
import { tintOfAuthor, useMessageLinks, useRowStop } from './content-context.ts';
import style from './quote-block.module.css';
import { summaryWords } from './summary-words.ts';
import { unopenedWords } from './unopened-words.ts';
import { WebhookMark } from './webhook-mark.tsx';

const wordsOf = (quote: Quote): string => {
  switch (quote.state) {
    case 'here':
      return quote.text === undefined ? unopenedWords(quote.unopened) : summaryWords(quote.text);
    case 'deleted':
      return t('content.quote.deleted');
    case 'elsewhere':
      return t('content.quote.elsewhere');
  }
};

/** The current content of the message that was replied to; leads to it. */
export const QuoteBlock = (props: { readonly quote: Quote }): JSX.Element => {
  const links = useMessageLinks();
  const stop = useRowStop();
  const author = () => (props.quote.own ? t('timeline.you') : props.quote.author);
  return (
    <button
      type="button"
      class={style.quote}
      data-tint={tintOfAuthor(links, props.quote.by)}
      data-state={props.quote.state}
      disabled={links === undefined}
      tabIndex={stop()}
      onClick={() => links?.jump(props.quote.chapter, props.quote.messageId)}
    >
      <span class="hidden-visually">{t('content.quote')}</span>
      <span class={style.author} dir="auto">
        {author()}
        <WebhookMark of={props.quote} />
      </span>
      <span class={`${style.words} clamped`} dir="auto">
        {wordsOf(props.quote)}
      </span>
      <span class="hidden-visually">{t('content.quote.show')}</span>
    </button>
  );
};
