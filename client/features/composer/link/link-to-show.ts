import { sharedThings } from '../../message-content/shared-things.ts';

/** The words behind the last blank may go on; what stands before it is written. */
const written = (text: string): string => text.slice(0, text.search(/\S*$/u));

/** Web addresses of a text as it will be shown: none from code, none that only look like one. */
export const linksIn = (text: string): readonly string[] =>
  sharedThings({ kind: 'text', text }).flatMap((thing) =>
    thing.kind === 'link' && /^https?:/.test(thing.href) ? [thing.href] : [],
  );

/**
 * The first address that is complete and may be asked; undefined: there is none. The app's own addresses are not among
 * them: some work only once.
 * @param isWhole the text came in at once: nobody goes on typing its last word
 */
export const linkToShow = (text: string, isWhole: boolean, own: string): string | undefined =>
  linksIn(isWhole ? text : written(text)).find((href) => new URL(href).origin !== own);
