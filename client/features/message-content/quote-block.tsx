import { t } from '../../i18n/t.ts';
import './messages.ts';
import '../timeline/messages.ts';
import type { JSX } from 'solid-js';
import type { Quote } from '../../channel/projections.ts';
import { tintOf } from '../../design/initials.ts';
import { useMessageLinks, useRowStop } from './content-context.ts';
import style from './quote-block.module.css';
import { plainText } from './text/plain-text.ts';

const wordsOf = (quote: Quote): string => {
  switch (quote.state) {
    case 'here':
      return quote.text === undefined ? t('timeline.unreadable') : plainText(quote.text);
    case 'deleted':
      return t('content.quote.deleted');
    case 'elsewhere':
      return t('content.quote.elsewhere');
  }
};

/** What a message answers, as it is now; leads there. */
export const QuoteBlock = (props: { readonly quote: Quote }): JSX.Element => {
  const links = useMessageLinks();
  const stop = useRowStop();
  const author = () => (props.quote.own ? t('timeline.you') : props.quote.author);
  return (
    <button
      type="button"
      class={style.quote}
      data-tint={tintOf(props.quote.by)}
      data-state={props.quote.state}
      disabled={links === undefined}
      tabIndex={stop()}
      onClick={() => links?.jump(props.quote.chapter, props.quote.messageId)}
    >
      <span class="hidden-visually">{t('content.quote')}</span>
      <span class={style.author} dir="auto">
        {author()}
      </span>
      <span class={`${style.words} clamped`} dir="auto">
        {wordsOf(props.quote)}
      </span>
      <span class="hidden-visually">{t('content.quote.show')}</span>
    </button>
  );
};
