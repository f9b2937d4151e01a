/** One operation of a rebase on the server's state. */
export type Step =
  | { readonly op: 'set'; readonly root: string; readonly key: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly root: string; readonly key: string }
  /** A draft of the old form. */
  | { readonly op: 'empty'; readonly root: string };
