import { conversationDocument } from '../../../shared/document/name.ts';
import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { Change, LocalState } from '../local-state.ts';
import type { Clock } from '../ports.ts';
import type { ChangeRecord } from '../records.ts';
import type { OptimisticState } from './optimistic-state.ts';

/** Where a change of a conversation stands in its documents. */
export interface ChangePlace {
  readonly root: string;
  readonly key: string;
}

/**
 * What a person changed of a conversation itself (its name, rights, history), as it stands in the conversation's
 * document: shown at once, waiting until the server has it, and listed when it would not have it.
 */
export interface Changes {
  /** Call before it is written. */
  readonly note: (id: ConversationId, place: ChangePlace, value: ChangeRecord['value']) => Promise<boolean>;
  /** Everything of the document is on the server. */
  readonly settled: (live: ReplicaDocument) => void;
  /** Places of a document that a rebase had to leave out. */
  readonly dropped: (id: ConversationId, places: readonly ChangePlace[], reason: string) => Change[];
  /** The conversation is closed to one: nothing of it will be taken. With the places that must not be sent later. */
  readonly closed: (id: ConversationId, reason: string) => { readonly changes: Change[]; readonly places: string[] };
  /** False: it is on its way, or not waiting. */
  readonly mayCancel: (key: string) => boolean;
  readonly cancel: (key: string) => boolean;
  readonly dismiss: (key: string) => boolean;
}

const keyOf = (id: string, { root, key }: ChangePlace): string => `${id}/${root}/${key}`;
const placeOf = ({ root, key }: ChangePlace): string => `${root}/${key}`;

export const createChanges = (options: {
  readonly localState: LocalState;
  readonly clock: Pick<Clock, 'now'>;
  readonly peek: (name: ReturnType<typeof conversationDocument>) => ReplicaDocument | undefined;
  readonly optimistic: Pick<OptimisticState, 'acceptChange' | 'forgetChange'>;
}): Changes => {
  const { localState, clock, peek, optimistic } = options;
  const { change, document } = localState.tables;
  const waiting = (id: string): (readonly [string, ChangeRecord])[] =>
    [...change].filter(([, one]) => one.conversationId === id && one.refused === undefined);

  return {
    note: (id, place, value) => {
      const name = conversationDocument(id);
      const record = document.get(name);
      const handled = record?.handled.filter((one) => one !== placeOf(place)) ?? [];
      const again: Change[] =
        record !== undefined && handled.length < record.handled.length
          ? [{ kind: 'document', key: name, value: { ...record, handled } }]
          : [];
      optimistic.forgetChange(keyOf(id, place));
      const at = Math.max(0, clock.now());
      return localState.commit([
        { kind: 'change', key: keyOf(id, place), value: { conversationId: id, ...place, value, at } },
        ...again,
      ]);
    },
    settled: ({ address, clean }) => {
      if (address.kind !== 'conversation' || !clean || change.size === 0) return;
      const done = waiting(address.conversationId);
      if (done.length === 0) return;
      for (const [key, record] of done) optimistic.acceptChange(key, record);
      void localState.commit(done.map(([key]): Change => ({ kind: 'change', key, value: undefined })));
    },
    dropped: (id, places, reason) =>
      places.map((place): Change => {
        const known = change.get(keyOf(id, place));
        const at = known?.at ?? Math.max(0, clock.now());
        const value = known?.value ?? null;
        return {
          kind: 'change',
          key: keyOf(id, place),
          value: { conversationId: id, root: place.root, key: place.key, value, at, refused: reason },
        };
      }),
    closed: (id, reason) => {
      const lost = waiting(id);
      return {
        places: lost.map(([, one]) => placeOf(one)),
        changes: lost.map(([key, one]): Change => ({ kind: 'change', key, value: { ...one, refused: reason } })),
      };
    },
    mayCancel: (key) => {
      const one = change.get(key);
      const id = parseConversationId(one?.conversationId ?? '');
      if (one === undefined || id === undefined || one.refused !== undefined) return false;
      // On an open line it is with the server already.
      return peek(conversationDocument(id))?.attachment?.state() !== 'open';
    },
    cancel(key) {
      const one = change.get(key);
      const id = parseConversationId(one?.conversationId ?? '');
      if (one === undefined || id === undefined || !this.mayCancel(key)) return false;
      const name = conversationDocument(id);
      const record = document.get(name);
      // Left out when the document is next built on the server's state: writing the old value again could undo what
      // somebody else wrote meanwhile.
      const leftOut: Change[] =
        record === undefined
          ? []
          : [{ kind: 'document', key: name, value: { ...record, handled: [...record.handled, placeOf(one)] } }];
      void localState.commit([{ kind: 'change', key, value: undefined }, ...leftOut]);
      return true;
    },
    dismiss: (key) => {
      if (change.get(key)?.refused === undefined) return false;
      void localState.commit([{ kind: 'change', key, value: undefined }]);
      return true;
    },
  };
};
