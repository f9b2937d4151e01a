import { LIMITS } from '../../../shared/protocol/limits.ts';
import type { Commands } from '../../channel/commands.ts';
import type { MessageEntry } from '../../channel/timeline-view.ts';

export type Body = Commands['send']['in']['body'];
/** What the dialogs make. */
export type NewBody = Exclude<Body, { kind: 'text' }>;

export const textOf = (entry: MessageEntry | undefined): Extract<Body, { kind: 'text' }> | undefined =>
  entry?.body?.kind === 'text' ? entry.body : undefined;

/** Code points, as shared/envelope/body.ts counts them (without the schema library, which the page does not need). */
export const charactersLeft = (text: string): number => {
  // Every code point has one or two units: far from the limit there is nothing to count.
  if (text.length <= LIMITS.messageCharacters / 2) return LIMITS.messageCharacters - text.length;
  let count = 0;
  for (const _ of text) count++;
  return LIMITS.messageCharacters - count;
};
