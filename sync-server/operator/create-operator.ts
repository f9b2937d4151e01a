import type { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import type { BlobStore } from '../../storage/blobs/blob-store.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { type AccountActDependencies, createAccountActs } from './account-acts.ts';
import type { OperatorAct, OperatorAnswer } from './acts.ts';
import { createFindAccount } from './find-account.ts';
import { createStoreActs, vacuumOf } from './store-acts.ts';

export interface OperatorDependencies
  extends Pick<
    AccountActDependencies,
    | 'administrators'
    | 'announce'
    | 'auth'
    | 'endSignIn'
    | 'erase'
    | 'log'
    | 'now'
    | 'programTokens'
    | 'resetLinks'
    | 'url'
  > {
  readonly storage: Storage;
  // biome-ignore lint/suspicious/noExplicitAny: better-auth brings its own tables, which our schema does not list.
  readonly kysely: Kysely<any>;
  readonly store: BlobStore;
  readonly isOpen: (name: string) => boolean;
  readonly onReleased: () => void;
  readonly dialect: 'sqlite' | 'postgres';
  /** The file; given where no server runs. */
  readonly database: DatabaseSync | undefined;
}

export type CarryOut = (act: OperatorAct) => Promise<OperatorAnswer>;

/** Carries out what the person who runs the server asks for, in the running server or over its stopped data folder. */
export const createOperator = ({
  storage,
  kysely,
  store,
  isOpen,
  onReleased,
  database,
  dialect,
  ...deps
}: OperatorDependencies): CarryOut => {
  const { facts, leaving, journal, blobs } = storage;
  const actOnAccount = createAccountActs({ ...deps, facts, leaving, findAccount: createFindAccount(kysely, facts) });
  const { compact, collect } = createStoreActs({
    journal,
    blobs,
    store,
    isOpen,
    onReleased,
    dialect,
    vacuum: database === undefined ? undefined : vacuumOf(database),
    now: deps.now,
  });
  return (act) => {
    if (act.act === 'compact') return compact();
    if (act.act === 'collect') return collect(act.isDry);
    return actOnAccount(act);
  };
};
