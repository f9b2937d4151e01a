import { DONE, fail } from '../../../shared/result.ts';
import { freeSpace, measureSpace, type SpaceDeps, tidySpace } from '../space/space.ts';
import { type CommandDeps, type Handlers, toAnswer } from './handler.ts';

type Need = 'api' | 'connectivity' | 'clock' | 'disk' | 'localState' | 'directory' | 'pool' | 'userId' | 'uploads';
const spaceDeps = (deps: Pick<CommandDeps, Need>): SpaceDeps => ({ ...deps, files: deps.uploads.keeper });

/** What this device keeps, and what it need not. */
export const SPACE_HANDLERS: Handlers<'space' | 'keepOnDevice' | 'freeSpace', Need> = {
  space: async (deps) => ({ ok: true, value: await measureSpace(spaceDeps(deps)) }),
  keepOnDevice: async (deps, { conversationId, span }) => {
    const kept = await deps.localState.commit([
      { kind: 'keep', key: conversationId, value: span === 'all' ? undefined : { span } },
    ]);
    await tidySpace(spaceDeps(deps));
    return toAnswer(kept ? DONE : fail('failed'));
  },
  freeSpace: async (deps) => {
    await freeSpace(spaceDeps(deps));
    return toAnswer(DONE);
  },
};
