import type { Unopened } from '../../../shared/envelope/opened-body.ts';
import type { ChapterMessage, LatestMessage } from '../../../shared/timeline/chapter-message.ts';
import { NEWS, type News } from '../../channel/conversation-view.ts';
import type { FactRecord } from '../records.ts';
import { isInChapterOnly } from './latest-message.ts';
import { mentionsReader } from './message-entry.ts';

/** How much of a text a notification shows. UTF-16 units. */
const TEXT = 160;

export interface NewsSources {
  readonly fact: FactRecord | undefined;
  /** The content of the latest message that the facts name. */
  readonly latest: LatestMessage | undefined;
  /** Open chapters, newest first, until the first that is not open; each in timeline order. */
  readonly open: readonly (readonly ChapterMessage[])[];
  readonly read: number;
  readonly me: number;
  readonly nameOf: (number: number) => string;
  /** Blocked, hidden, disappeared, or about to be deleted. */
  readonly isLeftOut: (message: ChapterMessage) => boolean;
  readonly isHeadLeftOut: (head: NonNullable<FactRecord['head']>) => boolean;
  /** How far this device's clock is ahead of the server's, ms; undefined: nothing came from the server yet. */
  readonly ahead: number | undefined;
}

const unopenedOf = (unopened: Unopened | undefined): Pick<News, 'unopened'> =>
  unopened === undefined ? {} : { unopened };

const NOTHING: { readonly news: readonly News[]; readonly newsFrom: number } = { news: [], newsFrom: 0 };

/** While a body is being opened its mentions are uncertain, so notifications of mentions wait. */
const isMention = (
  message: Pick<ChapterMessage, 'unopened' | 'mentions'>,
  by: number,
  me: number,
): boolean | undefined => (message.unopened === 'opening' ? undefined : mentionsReader({ ...message, by }, me));

/** The latest message of the facts, while no open chapter has it. */
const headNews = (
  { fact, latest, read, me, nameOf, isHeadLeftOut, ahead }: NewsSources,
  above: number,
): readonly News[] => {
  const head = fact?.head;
  if (fact === undefined || head === undefined || head.seq <= Math.max(read, above)) return [];
  if (head.by === me || head.deleted || isHeadLeftOut(head)) return [];
  if (latest?.quiet === true) return [];
  return [
    {
      id: head.id,
      seq: head.seq,
      by: nameOf(head.by),
      text: latest?.text?.slice(0, TEXT),
      ...unopenedOf(isInChapterOnly(head) ? undefined : latest === undefined ? 'unknown' : latest.unopened),
      mention: isInChapterOnly(head) ? undefined : latest !== undefined && isMention(latest, head.by, me),
      arrivedAt: ahead === undefined ? undefined : head.stampedAt + ahead,
    },
  ];
};

/**
 * The newest unread messages of others, by `seq`: what a notification may show, and what is still there. Everything unread
 * from `newsFrom` on is among them.
 */
export const newsOf = (sources: NewsSources): { readonly news: readonly News[]; readonly newsFrom: number } => {
  const { fact, open, read, me, nameOf, isLeftOut, ahead } = sources;
  if (fact === undefined || fact.seq <= read) return NOTHING;
  const news: News[] = [];
  let newest: number | undefined;
  let from = Number.MAX_SAFE_INTEGER;
  for (const messages of open)
    for (let at = messages.length - 1; at >= 0 && from > read + 1 && news.length < NEWS; at--) {
      const message = messages[at];
      if (message?.stamp === undefined) continue;
      const { seq } = message.stamp;
      newest ??= seq;
      if (seq <= read) {
        from = read + 1;
        break;
      }
      from = seq;
      if (message.by === me || message.deletedBy !== undefined || message.quiet || isLeftOut(message)) continue;
      // The fact may know of a deletion before the chapter does.
      if (fact.head?.id === message.id && fact.head.deleted) continue;
      news.push({
        id: message.id,
        seq,
        by: nameOf(message.by),
        text: message.text?.slice(0, TEXT),
        ...unopenedOf(message.unopened),
        mention: isMention(message, message.by, me),
        arrivedAt: ahead === undefined ? undefined : message.stamp.at + ahead,
      });
    }
  const head = headNews(sources, newest ?? 0);
  return {
    news: [...news.reverse(), ...head],
    newsFrom: Math.min(from, fact.head?.seq ?? Number.MAX_SAFE_INTEGER),
  };
};
