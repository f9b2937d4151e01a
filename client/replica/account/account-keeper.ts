import type * as Y from 'yjs';
import type { DocumentName } from '../../../shared/document/name.ts';
import { parseDraftPlace } from '../../../shared/drafts/draft-key.ts';
import type { SealBody } from '../../../shared/envelope/opened-body.ts';
import type { Pool } from '../documents/pool.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import { type ConversationDrafts, createConversationDrafts } from '../drafts/conversation-drafts.ts';
import { createDrafts } from '../drafts/drafts.ts';
import { moveOldDrafts } from '../drafts/move-old-drafts.ts';
import type { LocalState } from '../local-state.ts';
import type { Clock } from '../ports.ts';
import type { AccountEvent } from './account-events.ts';
import { type AccountState, createAccountState } from './account-state.ts';
import { earlierGenerations } from './earlier-generations.ts';

/** The account document, always open: what follows one person across their devices. */
export interface AccountKeeper {
  readonly state: AccountState;
  readonly drafts: ConversationDrafts;
  /** Opens the document of the present generation; undefined when it cannot be read. */
  readonly open: () => Promise<ReplicaDocument | undefined>;
  /** Something in an account document changed. */
  readonly changed: (live: ReplicaDocument, local: boolean) => void;
  /** Drafts under these keys are open by now. */
  readonly opened: (live: ReplicaDocument, keys: ReadonlySet<string>) => void;
  /** Writes to it, in this turn when it is open. False: it cannot be opened, nothing was written. */
  readonly write: (work: (doc: Y.Doc) => void) => Promise<boolean>;
  /** The document is in step with the server: what was unsent in earlier generations enters it. */
  readonly carry: (live: ReplicaDocument) => void;
  /** Writes what waits; true once all of it is on the disk. */
  readonly settle: () => Promise<boolean>;
  readonly stop: () => void;
}

export const createAccountKeeper = (deps: {
  readonly clock: Clock;
  /** Numbers of account and device. */
  readonly me: number;
  readonly device: number;
  readonly seal: SealBody;
  readonly localState: LocalState;
  readonly pool: Pool;
  readonly name: () => DocumentName;
  readonly emit: (event: AccountEvent) => void;
}): AccountKeeper => {
  const { pool, emit } = deps;
  const state = createAccountState();
  let current: ReplicaDocument | undefined;

  const peek = (): ReplicaDocument | undefined => current;
  const refresh = (live: ReplicaDocument, local: boolean): void => {
    const change = state.refresh(live.doc);
    if (change === 'all') {
      emit({ type: 'account-replaced' });
      return;
    }
    for (const id of change.messages) emit({ type: 'messages-marked', id, now: local });
    for (const id of change.rows) emit({ type: 'row-arranged', id, now: local });
    for (const id of change.threads) emit({ type: 'thread-draft-changed', id, now: local });
    if (change.preferences) emit({ type: 'preferences-changed', now: local });
  };

  const open = async (): Promise<ReplicaDocument | undefined> => {
    if (current?.name === deps.name() && !current.isClosed) return current;
    const live = await pool.use(deps.name()).catch(() => undefined);
    if (live === undefined) return undefined;
    const before = current;
    live.openForWriting();
    if (before !== undefined) {
      if (before.name !== live.name) texts.moveFrom(before, live);
      pool.release(before);
    }
    current = live;
    refresh(live, false);
    moveOldDrafts(live, texts);
    emit({ type: 'account-opened' });
    return live;
  };

  const texts = createDrafts({
    clock: deps.clock,
    me: deps.me,
    device: deps.device,
    seal: deps.seal,
    live: open,
    peek,
    changed: (place) => {
      const draft = parseDraftPlace(place);
      if (draft === undefined) return;
      const type = draft.kind === 'thread' ? 'thread-draft-changed' : 'row-arranged';
      emit({ type, id: draft.conversationId, now: false });
    },
  });

  return {
    state,
    drafts: createConversationDrafts({
      texts,
      target: state.target,
      live: open,
      peekAccount: peek,
      peek: (name) => pool.peek(name),
    }),
    open,
    changed: (live, local) => {
      if (live === current) refresh(live, local);
    },
    opened: (live, keys) => {
      if (live === current) texts.opened(live, keys);
    },
    write: async (work) => {
      const live = current ?? (await open());
      live?.write(work);
      return live !== undefined;
    },
    carry: (live) => {
      if (live === current) moveOldDrafts(live, texts);
      // Few generations end with unsent changes, so this code loads late. If it cannot load, the changes are carried next time.
      if (earlierGenerations(deps.localState, live).length > 0)
        void import('./carry-account.ts').then(
          (late) => late.carryAccount(deps, texts, live),
          () => undefined,
        );
    },
    settle: async () => {
      const isWritten = texts.flush();
      return isWritten && ((await current?.saver.whenSaved()) ?? false);
    },
    stop: () => {
      texts.stop();
      state.stop();
    },
  };
};
