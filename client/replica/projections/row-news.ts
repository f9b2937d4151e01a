import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { NEWS, type News } from '../../channel/projections.ts';
import type { FactRecord } from '../records.ts';
import { isUnopened, latestOf } from './latest-message.ts';
import { mentionsReader } from './message-entry.ts';

/** What a notification shows of a text. UTF-16 units. */
const TEXT = 160;

export interface NewsSources {
  readonly fact: FactRecord | undefined;
  /** Chapters that are open, the newest first, until the first that is not; each in timeline order. */
  readonly open: readonly (readonly ChapterMessage[])[];
  readonly read: number;
  readonly me: number;
  readonly nameOf: (number: number) => string;
  /** Blocked, hidden, disappeared, or about to be deleted. */
  readonly isLeftOut: (message: ChapterMessage) => boolean;
  readonly isHeadLeftOut: (head: NonNullable<FactRecord['head']>) => boolean;
  /** How far this device's clock is ahead of the server's, ms; undefined: the server was not heard of yet. */
  readonly ahead: number | undefined;
}

const NOTHING: { readonly news: readonly News[]; readonly newsFrom: number } = { news: [], newsFrom: 0 };

/** The head a fact names, where no open chapter has it yet. */
const headNews = ({ fact, read, me, nameOf, isHeadLeftOut, ahead }: NewsSources, above: number): readonly News[] => {
  const head = fact?.head;
  if (fact === undefined || head === undefined || head.seq <= Math.max(read, above)) return [];
  if (head.by === me || head.deleted || isHeadLeftOut(head)) return [];
  const latest = latestOf(head);
  if (latest?.quiet === true) return [];
  return [
    {
      id: head.id,
      seq: head.seq,
      by: nameOf(head.by),
      text: latest?.text?.slice(0, TEXT),
      mention: isUnopened(head) ? undefined : latest !== undefined && mentionsReader({ ...latest, by: head.by }, me),
      arrivedAt: ahead === undefined ? undefined : head.stampedAt + ahead,
    },
  ];
};

/**
 * The newest unread messages of others, by `seq`: what a notification may show, and what is still there. Everything
 * unread from `newsFrom` on is among them.
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
        mention: mentionsReader(message, me),
        arrivedAt: ahead === undefined ? undefined : message.stamp.at + ahead,
      });
    }
  const head = headNews(sources, newest ?? 0);
  return {
    news: [...news.reverse(), ...head],
    newsFrom: Math.min(from, fact.head?.seq ?? Number.MAX_SAFE_INTEGER),
  };
};
