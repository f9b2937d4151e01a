import { createRecordUpkeep } from '../documents/record-upkeep.ts';
import type { RebaseDeps } from '../rebase/rebase.ts';
import { createRebaseStarter } from '../rebase/rebase-starter.ts';
import { createSyncSession } from '../sync/session.ts';
import { createWanted } from '../sync/wanted.ts';
import type { Base, LocalParts } from './local-parts.ts';
import { createServerPlace } from './server-place.ts';
import type { ShownParts } from './shown-parts.ts';

export type SyncParts = ReturnType<typeof createSyncParts>;

/** What speaks with the server, and what follows from its answers for a document. */
export const createSyncParts = (base: Base, local: LocalParts, shown: ShownParts) => {
  const { clock, random, api, disk, localState, me, device, isStopped, emit } = base;
  const { pool, account, directory, membershipEnd, changes, documentDeps } = local;
  const { screens, starred, fetching } = shown;

  const wanted = createWanted({
    localState,
    directory,
    peek: pool.peek,
    account: local.accountName,
    shown: function* () {
      yield* screens.documents();
      yield* starred.wanted();
      yield* fetching.wanted();
    },
  });
  const upkeep = createRecordUpkeep({
    disk,
    databaseName: documentDeps.databaseName,
    onScreen: screens.documents,
    isStopped,
    emit,
  });
  const rebaseDeps: RebaseDeps = {
    ...documentDeps,
    device,
    pool,
    membershipIn: directory.judgedMembershipIn,
    chapterFor: directory.chapterForWriting,
    notSent: membershipEnd.notSent,
    waitAgain: local.pending.waitAgain,
    dropped: (id, places, code = 'not-allowed') =>
      changes.dropped(id, places, directory.isClosed(id) ? 'not-a-member' : code),
  };
  const rebases = createRebaseStarter({ deps: rebaseDeps, directory, wanted, isStopped, emit });
  const server = createServerPlace({
    localState,
    api,
    userId: base.userId,
    accountName: local.accountName,
    account,
    isStopped,
    emit,
  });
  const session = createSyncSession({
    device,
    clock,
    random,
    network: base.network,
    api,
    me,
    pool,
    server,
    facts: localState.tables.fact,
    wanted: wanted.documents,
    versionOf: directory.versionOf,
    emit,
  });
  return { wanted, upkeep, rebases, session };
};
