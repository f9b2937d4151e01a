import type * as Y from 'yjs';

export interface FrameRefusal {
  readonly code: string;
  readonly rule: string;
  readonly retry: boolean;
  /** Ids of messages and edits that the server has from this author. */
  readonly written?: readonly string[] | undefined;
}

/** Whose answers are awaited, in the order in which they were asked for. */
interface Awaited {
  /** Handshakes whose state vector the server has not sent yet. */
  readonly step1: number[];
  readonly step2: { readonly attempt: number; readonly version: number }[];
  /** Frames with own changes: up to which change of the meter each goes. */
  readonly status: { readonly attempt: number; readonly upTo: number }[];
}

/** What an open document may send. */
type ExchangeState =
  /** Nothing yet: a rebase will begin with `pull`. */
  | { readonly kind: 'held' }
  /** Nothing until the server has said what it has. */
  | { readonly kind: 'handshake' }
  /** Own changes, as they are made. */
  | { readonly kind: 'uploading' }
  /** Nothing until a rebase: what leaves in between could not be judged on its own. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'waiting-to-retry'; readonly cancel: () => void };

/** A rebase takes the server's state into a document of its own, until it has something to push. */
export interface Pull {
  readonly doc: Y.Doc;
  readonly done: (complete: boolean) => void;
}

export interface OpenState {
  readonly kind: 'open';
  readonly awaited: Awaited;
  exchange: ExchangeState;
  pull: Pull | undefined;
  /** Counts handshakes: answers to an earlier one are still taken as news, but decide nothing. */
  attempt: number;
  /** Why the next status will say no. */
  refusal: FrameRefusal | undefined;
}

export type AttachmentState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'authenticating'; pull: Pull | undefined }
  | OpenState
  /** The server has to confirm before the document is opened again, or it would take the token for a renewal. */
  | { readonly kind: 'closing'; reopenWith: string | undefined; readonly cancel: () => void };

export const CLOSED: AttachmentState = { kind: 'closed' };

export const newlyOpen = (pull: Pull | undefined): OpenState => ({
  kind: 'open',
  awaited: { step1: [], step2: [], status: [] },
  exchange: { kind: 'held' },
  pull,
  attempt: 0,
  refusal: undefined,
});
