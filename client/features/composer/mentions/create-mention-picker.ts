import { createMemo, createSignal } from 'solid-js';
import { stepAround } from '../../../primitives/roving-focus/steps.ts';
import { type MentionQuery, mentionQuery } from './mention-query.ts';
import { type Mentionable, type MentionChoice, offerMentions } from './offer-mentions.ts';

export interface MentionPicker {
  /** Empty: nothing is offered. */
  readonly choices: () => readonly MentionChoice[];
  readonly active: () => number;
  readonly setActive: (at: number) => void;
  readonly move: (by: number) => void;
  /** Look where the cursor is now. */
  readonly update: (text: string, caret: number) => void;
  /** The name being written, to be replaced. */
  readonly query: () => MentionQuery | undefined;
  /** Offers nothing more for the name at the cursor. */
  readonly close: () => void;
  /** The field was left or emptied. */
  readonly leave: () => void;
}

export const createMentionPicker = (deps: {
  readonly people: () => readonly Mentionable[];
  readonly everyone: () => string | undefined;
}): MentionPicker => {
  const [query, setQuery] = createSignal<MentionQuery>();
  /** The name when its list was closed: typing on does not open the list again, deleting does. */
  const [closed, setClosed] = createSignal<MentionQuery>();
  const isClosed = (now: MentionQuery): boolean => {
    const before = closed();
    return before !== undefined && now.start === before.start && now.text.startsWith(before.text);
  };
  const [wanted, setActive] = createSignal(0);
  const choices = createMemo((): readonly MentionChoice[] => {
    const now = query();
    if (now === undefined || isClosed(now)) return [];
    if (deps.people().length === 0) return [];
    return offerMentions(deps.people(), now.text, deps.everyone());
  });
  return {
    choices,
    active: () => Math.min(wanted(), Math.max(0, choices().length - 1)),
    setActive,
    move: (by) => setActive((now) => stepAround(now, by, choices().length)),
    update: (text, caret) => {
      const next = mentionQuery(text, caret);
      const now = query();
      if (next?.start !== now?.start || next?.text !== now?.text) setActive(0);
      if (next === undefined || !isClosed(next)) setClosed(undefined);
      setQuery(next);
    },
    query,
    close: () => setClosed(query()),
    leave: () => {
      setQuery(undefined);
      setClosed(undefined);
    },
  };
};
