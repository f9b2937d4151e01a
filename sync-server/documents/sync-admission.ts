import type { AllowedAlgs } from '../../shared/admission/judge-context.ts';
import { GATE_LIMITS, type Limits } from '../../shared/protocol/limits.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { createAdmissionPath } from '../admission/admission-path.ts';
import { createDeviceRegister } from '../admission/device-register.ts';
import { createGroupCommit } from '../admission/group-commit.ts';
import type { ServerDocument } from '../admission/server-document.ts';
import type { Announce } from '../cluster/announce.ts';
import { type FairQueue, shareOfAccount } from '../gate/fair-queue.ts';
import type { Measure } from '../metrics/measure.ts';
import type { Timers } from '../timers.ts';
import type { Memberships } from './memberships.ts';

/** Admission of what accounts write, with the group commit that it shares with the server's own writing. */
export const createSyncAdmission = (deps: {
  readonly storage: Pick<Storage, 'journal' | 'facts' | 'devices'>;
  readonly memberships: Memberships;
  readonly announce: Announce;
  readonly queue: FairQueue;
  readonly limits: Limits;
  readonly allowedAlgs: AllowedAlgs | undefined;
  readonly serverClientId: number;
  readonly measure: Measure;
  readonly timers: Timers;
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly onGenerationFailed: (error: unknown) => void;
}) => {
  const { memberships, announce, queue, measure } = deps;
  const { journal, facts, devices } = deps.storage;
  const groupCommit = createGroupCommit(
    {
      commit: async (requests) => {
        const end = measure.time('journal');
        const results = await journal.commit(requests);
        end();
        return results;
      },
    },
    deps.timers.nextTurn,
  );
  const onWritten = ({ name, version }: ServerDocument): void => announce.written(name, version);
  const admissionPath = createAdmissionPath({
    journal,
    membershipOf: memberships.membershipOf,
    forgetMembership: memberships.forget,
    devices: createDeviceRegister(devices),
    commit: groupCommit.commit,
    limits: deps.limits,
    allowedAlgs: deps.allowedAlgs,
    now: deps.now,
    monotonic: deps.monotonic,
    serverClientId: deps.serverClientId,
    measure,
    onWritten,
    // An instance that ended between the two steps has not announced it.
    onEnded: ({ address }) => {
      if (address.kind === 'account')
        facts
          .startGeneration(address.userId, address.generation + 1)
          .then(() => announce.generationBegan(address.userId, address.generation + 1))
          .catch(deps.onGenerationFailed);
    },
    charge: (userId, steps) => queue.charge(shareOfAccount(userId), steps / GATE_LIMITS.stepsPerUnit),
  });
  return { admissionPath, commit: groupCommit.commit, waiting: groupCommit.waiting, onWritten };
};
