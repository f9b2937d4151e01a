import type { UnopenedCount } from '../../channel/timeline-view.ts';
import { t } from '../../i18n/t.ts';
import './messages.ts';

/** Shown in place of a text that this device cannot show. */
export const unopenedWords = (why: UnopenedCount['why'] | undefined): string => t(`unopened.${why ?? 'unknown'}`);

/** Shown beside reactions or votes of which some cannot be shown. */
export const uncountedWords = (what: 'reactions' | 'votes', { count, why }: UnopenedCount): string =>
  t(`unopened.${what}.${why === 'opening' ? 'opening' : 'closed'}`, { count });
