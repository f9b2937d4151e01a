import { createSignal, type JSX, onCleanup, Show } from 'solid-js';
import { LIMITS } from '../../../../shared/protocol/limits.ts';
import { startMaker } from '../attach/start-maker.ts';
import { askLinkPreview } from './ask-link-preview.ts';
import { LinkBar, type LinkBody } from './link-bar.tsx';
import { linksIn, linkToShow } from './link-to-show.ts';

/** The preview of one field's text. It is loaded with the first address. */
export interface LinkCards {
  readonly bar: () => JSX.Element;
  /** A person changed the text here, which was `before`. Other changes ask nobody for anything. */
  readonly typed: (text: string, before: string) => void;
  /** What goes with the text that is being sent. */
  readonly take: (text: string) => LinkBody | undefined;
}

const bytesOf = (base64: string): Blob => new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))]);

/** @param letGo removes the bytes of a picture that goes nowhere */
export const openLinkCards = (userId: string, letGo: (blobs: readonly string[]) => void): LinkCards => {
  const maker = startMaker(userId);
  const [card, setCard] = createSignal<{ readonly link: LinkBody; readonly picture: string | undefined }>();
  /** The address that is asked about, or was: it is asked once. */
  let asked: string | undefined;
  let asking = new AbortController();
  /** Addresses that stay without a preview in this text. */
  const left = new Set<string>();

  const clear = (isSent = false): void => {
    asking.abort();
    const shown = card();
    setCard(undefined);
    asked = undefined;
    if (shown?.picture !== undefined) URL.revokeObjectURL(shown.picture);
    const blob = shown?.link.picture?.blob;
    if (!isSent && blob !== undefined) letGo([blob]);
  };
  onCleanup(clear);

  const ask = async (url: string): Promise<void> => {
    asked = url;
    asking = new AbortController();
    const { signal } = asking;
    const page = await askLinkPreview(url, signal);
    if (page === undefined || signal.aborted) return;
    const { title, text, picture } = page;
    const link: LinkBody = { url, title, ...(text === undefined ? {} : { text }) };
    setCard({ link, picture: undefined });
    if (picture === undefined) return;
    const made = await maker.link(bytesOf(picture));
    if (!made.ok) return;
    const { file } = made.value;
    const shown = signal.aborted ? undefined : await maker.show(file);
    // It was sent, or taken off, while it was drawn.
    if (signal.aborted) return letGo([file.blob]);
    setCard({ link: { ...link, picture: file }, picture: shown && URL.createObjectURL(shown) });
  };

  const leave = (): void => {
    if (asked !== undefined) left.add(asked);
    clear();
  };

  return {
    bar: () => (
      <Show when={card()}>{(shown) => <LinkBar link={shown().link} picture={shown().picture} onLeave={leave} />}</Show>
    ),
    typed: (text, before) => {
      if (text.trim() === '') left.clear();
      if (asked !== undefined && linksIn(text).includes(asked)) return;
      clear();
      // Pasted or dropped text is complete; typed text may not be.
      const url = linkToShow(text, text.length - before.length > 1, location.origin);
      if (url !== undefined && url.length <= LIMITS.linkCharacters && !left.has(url)) void ask(url);
    },
    take: (text) => {
      const shown = card()?.link;
      const isShown = shown !== undefined && linksIn(text).includes(shown.url);
      clear(isShown);
      left.clear();
      return isShown ? shown : undefined;
    },
  };
};
