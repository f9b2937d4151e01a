import { createMemo, createSignal } from 'solid-js';
import { type MentionQuery, mentionQuery } from './mention-query.ts';
import { type Mentionable, type MentionChoice, offerMentions } from './offer-mentions.ts';

export interface MentionPicker {
  /** Empty: nothing is offered. */
  readonly choices: () => readonly MentionChoice[];
  readonly active: () => number;
  readonly setActive: (at: number) => void;
  readonly move: (by: number) => void;
  /** Look where the cursor is now. */
  readonly look: (text: string, caret: number) => void;
  /** The name being written, to be replaced. */
  readonly query: () => MentionQuery | undefined;
  /** Offers no more for the name that stands there. */
  readonly close: () => void;
}

export const createMentionPicker = (parts: {
  readonly people: () => readonly Mentionable[];
  readonly everyone: () => string | undefined;
}): MentionPicker => {
  const [query, setQuery] = createSignal<MentionQuery>();
  /** The `@` whose list was closed. */
  const [closed, setClosed] = createSignal<number>();
  const [wanted, setActive] = createSignal(0);
  const choices = createMemo((): readonly MentionChoice[] => {
    const now = query();
    if (now === undefined || now.start === closed()) return [];
    if (parts.people().length === 0) return [];
    return offerMentions(parts.people(), now.text, parts.everyone());
  });
  return {
    choices,
    active: () => Math.min(wanted(), Math.max(0, choices().length - 1)),
    setActive,
    move: (by) => setActive((now) => (Math.min(now, choices().length - 1) + by + choices().length) % choices().length),
    look: (text, caret) => {
      const next = mentionQuery(text, caret);
      const now = query();
      if (next?.start !== now?.start || next?.text !== now?.text) setActive(0);
      if (next?.start !== closed()) setClosed(undefined);
      setQuery(next);
    },
    query,
    close: () => setClosed(query()?.start),
  };
};
