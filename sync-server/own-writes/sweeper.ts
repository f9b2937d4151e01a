import { chapterDocument, type DocumentName } from '../../shared/document/name.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { DueMessage, Upkeep } from '../../storage/ports/upkeep.ts';
import type { WithDocument } from '../admission/server-document.ts';
import type { WriteAsServer } from '../admission/server-write.ts';
import { planSweep } from './plan-sweep.ts';
import { createRunner } from './runner.ts';

/** Messages removed by one update: it stays small, and a long-sleeping server does not stop everything at its start. */
const BATCH = 200;
export interface SweeperDependencies {
  readonly facts: Pick<Upkeep, 'dueMessages'>;
  readonly write: WriteAsServer;
  readonly withDocument: WithDocument;
  readonly announce: (id: ConversationId) => Promise<void>;
  /** ms since 1970 */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** Removes the messages whose time is over, with all that hangs on them. */
export const createSweeper = (deps: SweeperDependencies) => {
  const sweepOne = async (name: DocumentName, due: readonly DueMessage[]): Promise<boolean> => {
    const outcome = await deps.withDocument(name, (live) => deps.write(live, () => planSweep(live, due, deps.now())));
    const [first] = due;
    if (outcome === 'written' && first !== undefined) await deps.announce(first.conversationId);
    return outcome === 'written';
  };

  return createRunner(async (isStopped) => {
    for (let progress = true; progress && !isStopped(); ) {
      progress = false;
      const due = await deps.facts.dueMessages(deps.now(), BATCH).catch((error: unknown) => {
        deps.onError(error);
        return [];
      });
      const byDocument = Map.groupBy(due, ({ conversationId, chapter }) => chapterDocument(conversationId, chapter));
      for (const [name, messages] of byDocument) {
        if (isStopped()) return false;
        progress =
          (await sweepOne(name, messages).catch((error: unknown) => {
            deps.onError(error);
            return false;
          })) || progress;
      }
    }
    return false;
  });
};
