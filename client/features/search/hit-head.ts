import { t } from '../../i18n/t.ts';
import '../timeline/messages.ts';
import './messages.ts';
import type { SearchHit } from '../../channel/search-view.ts';

/**
 * Who wrote a result, and where.
 * @param isClear the author alone says where it is, as the other person of a direct conversation does
 */
export const hitHead = (hit: Pick<SearchHit, 'own' | 'author'>, title: string, isClear: boolean): string => {
  const author = hit.own ? t('timeline.you') : hit.author;
  return isClear ? author : t('search.hit', { author, title });
};
