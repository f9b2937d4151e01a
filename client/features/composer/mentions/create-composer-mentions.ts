import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { createMemo } from 'solid-js';
import type { ConversationView } from '../../../channel/conversation-view.ts';
import { type Mention, mentionsIn } from './mentions-in.ts';
import type { Mentionable } from './offer-mentions.ts';

/** Whom the text that is being written mentions. */
export interface ComposerMentions {
  /** People who can be mentioned; empty where nobody can be. */
  readonly mentionable: () => readonly Mentionable[];
  /** The word that mentions everybody; undefined when that is not allowed. */
  readonly everyone: () => string | undefined;
  /** A person was picked from the list. */
  readonly choose: (person: Mentionable) => void;
  /** The fields that mentions are, of a body or an edit. */
  readonly fields: (text: string, before: readonly Mention[]) => { mentions?: Mention[]; everyone?: true };
  /** The text was sent: forgets who was picked; the answer picks them again. */
  readonly take: () => () => void;
}

export const createComposerMentions = (deps: {
  readonly view: () => ConversationView | undefined;
}): ComposerMentions => {
  /** People picked while this text was written. */
  let chosen: readonly Mention[] = [];
  const isGroup = () => deps.view()?.kind === 'group';
  const mentionable = createMemo((): readonly Mentionable[] =>
    isGroup() ? (deps.view()?.members ?? []).filter((member) => !member.own) : [],
  );
  const everyone = () => (deps.view()?.mayCallEveryone ? t('composer.mention.all') : undefined);
  const fields = (text: string, before: readonly Mention[]): { mentions?: Mention[]; everyone?: true } => {
    if (!isGroup()) return {};
    const members = mentionable().map(({ number: by, name }) => ({ by, name }));
    const found = mentionsIn(text, { chosen: [...chosen, ...before], members, everyone: everyone() });
    return {
      ...(found.mentions.length === 0 ? {} : { mentions: [...found.mentions] }),
      ...(found.everyone ? { everyone: true as const } : {}),
    };
  };

  return {
    mentionable,
    everyone,
    choose: ({ number: by, name }) => {
      chosen = [...chosen.filter((one) => one.by !== by), { by, name }];
    },
    fields,
    take: () => {
      const picked = chosen;
      chosen = [];
      return () => {
        chosen = [...picked, ...chosen];
      };
    },
  };
};
