import type { DocumentName } from '../../../shared/document/name.ts';
import type { UserId } from '../../../shared/ids/account.ts';
import type { AccountKeeper } from '../account/account-keeper.ts';
import { forgetPlaces } from '../facts/apply-page.ts';
import type { LocalState } from '../local-state.ts';
import type { Api } from '../ports.ts';
import type { ServerPlace } from '../sync/server-place.ts';
import type { Emit, RecordEvent } from './events.ts';

export const createServerPlace = (deps: {
  readonly localState: LocalState;
  readonly api: Api;
  readonly userId: UserId;
  readonly accountName: () => DocumentName;
  readonly account: Pick<AccountKeeper, 'open'>;
  readonly isStopped: () => boolean;
  readonly emit: Emit<RecordEvent>;
}): ServerPlace => {
  const { localState, api, userId, emit } = deps;
  const { session } = localState;
  return {
    epoch: () => session().epoch,
    cursor: () => session().cursor,
    proof: () => session().proof,
    accountDocument: deps.accountName,
    beginEpoch: async (epoch) => {
      await forgetPlaces(localState, epoch);
      emit({ type: 'epoch-begun' });
    },
    followAccount: async () => {
      const result = await api.me();
      if (!result.ok || deps.isStopped()) return;
      if (result.value.userId !== userId) return emit({ type: 'another-account' });
      const { name, email, administrator, generation } = result.value;
      const privacy = { ...result.value.privacy, sign: session().privacy?.sign };
      await localState.commit([], { ...session(), name, email, administrator, generation, privacy });
      emit({ type: 'session-updated' });
      await deps.account.open();
    },
  };
};
