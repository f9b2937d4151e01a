import { createSignal, getOwner, runWithOwner } from 'solid-js';
import type { LinkCards } from './link-cards.tsx';

/** The preview of a link in one field: nothing of it is loaded before the first address. */
export interface ComposerLink {
  readonly link: () => LinkCards | undefined;
  /** A person changed the text here, which was `before`. */
  readonly lookForLink: (before: string) => void;
}

export const createLink = (deps: {
  readonly userId: string;
  readonly text: () => string;
  readonly isEditing: () => boolean;
  readonly letGo: (blobs: readonly string[]) => void;
  /** A part of the app could not be loaded. */
  readonly onBroken: () => void;
}): ComposerLink => {
  const [link, setLink] = createSignal<LinkCards>();
  const owner = getOwner();
  return {
    link,
    lookForLink: (before) => {
      if (deps.isEditing()) return;
      const text = deps.text();
      if (link() !== undefined) link()?.typed(text, before);
      else if (/:\/\/|www\./iu.test(text))
        void import('./link-cards.tsx').then(({ openLinkCards }) => {
          if (link() === undefined) setLink(runWithOwner(owner, () => openLinkCards(deps.userId, deps.letGo)));
          if (deps.text() === text) link()?.typed(text, before);
        }, deps.onBroken);
    },
  };
};
