import type { MapSet } from '../../shared/admission/encode-update.ts';
import type { ConversationEvent } from '../../shared/document/chapter.ts';
import { chapterDocument } from '../../shared/document/name.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Conversations } from '../../storage/ports/conversations.ts';
import type { PendingEvent, Upkeep } from '../../storage/ports/upkeep.ts';
import type { WithDocument } from '../admission/server-document.ts';
import type { WriteAsServer } from '../admission/server-write.ts';
import { createRunner } from './runner.ts';

const PAGE = 200;

export interface EventWriterDependencies {
  readonly facts: Pick<Upkeep, 'pendingEvents'> & Pick<Conversations, 'conversation'>;
  readonly write: WriteAsServer;
  readonly withDocument: WithDocument;
  /** Documents and facts of the conversation changed: tell its members. */
  readonly announce: (id: ConversationId) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

const entry = ({ id, event }: PendingEvent, seq: number, at: number): MapSet => ({
  root: 'events',
  key: id,
  value: [seq, at, { ...event } satisfies ConversationEvent],
  origin: undefined,
});

/**
 * Writes what happened into the newest chapters. The intent was stored with the change of facts itself and goes in the
 * transaction that stores the entry, so that a crash at any point neither loses nor doubles one.
 */
export const createEventWriter = (deps: EventWriterDependencies) => {
  const writeAll = async (id: ConversationId, events: readonly PendingEvent[]): Promise<boolean> => {
    const conversation = await deps.facts.conversation(id);
    if (conversation === undefined) return true;
    const name = chapterDocument(id, conversation.newestChapter);
    const outcome = await deps.withDocument(name, (live) =>
      deps.write(live, () => ({
        sets: ({ firstSeq, at }) => events.map((event) => entry(event, firstSeq, at)),
        deletes: [],
        settles: events.map((event) => event.id),
      })),
    );
    if (outcome === 'written') await deps.announce(id);
    return outcome !== 'settled';
  };

  return createRunner(async (isStopped) => {
    let again = false;
    for (let after = 0; !isStopped(); ) {
      const page = await deps.facts.pendingEvents(after, PAGE).catch((error: unknown) => {
        deps.onError(error);
        return [];
      });
      const last = page.at(-1);
      if (last === undefined) return again;
      after = last.place;
      for (const [id, events] of Map.groupBy(page, (event) => event.conversationId)) {
        if (isStopped()) return false;
        // One conversation that cannot be written keeps no other waiting; its events stay for the next run.
        await writeAll(id, events).then(
          (whole) => {
            // Another instance wrote some of them: look up the rest again.
            again ||= !whole;
          },
          (error: unknown) => deps.onError(error),
        );
      }
    }
    return false;
  });
};
