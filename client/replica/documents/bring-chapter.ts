import type { DocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { CommandDeps } from '../commands/handler.ts';

export type BringDeps = Pick<CommandDeps, 'connectivity' | 'directory' | 'fetching' | 'localState' | 'pool'>;

/** How long a chapter that is not here is waited for. ms */
const FETCH_WITHIN = 15_000;

/** Fetches a chapter that is not here. True when all that the server has of it is. */
export const bringChapter = async (deps: BringDeps, id: ConversationId, name: DocumentName): Promise<boolean> => {
  const { connectivity, directory, fetching, localState, pool } = deps;
  const isBehind = (): boolean =>
    directory.versionOf(name) > (localState.tables.document.get(name)?.synced ?? 0) &&
    pool.peek(name)?.attachment?.settled() !== true;
  if (isBehind() && connectivity.isOnline() && directory.isOpenable(id)) await fetching.fetch(name, FETCH_WITHIN);
  return !isBehind();
};
