import type * as Y from 'yjs';
import type { MapSet } from '../../shared/admission/encode-update.ts';
import { bytesAt } from '../../shared/admission/live.ts';
import type { DeleteRange } from '../../shared/admission/scan.ts';
import { itemAt } from '../../shared/document/chapter.ts';
import { chapterDocument, type DocumentName } from '../../shared/document/name.ts';
import { ALG_PLAIN, encodeBody } from '../../shared/envelope/body.ts';
import { decodeEnvelope, encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { SERVER_NUMBER } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { DueMessage, Facts } from '../../storage/ports.ts';
import type { LiveDocument } from '../admission/live-document.ts';
import type { ServerWrite, WriteAsServer } from '../admission/server-write.ts';
import { createRunner } from './runner.ts';
import type { WithDocument } from './with-document.ts';

/** Messages removed by one update: it stays small, and a long-sleeping server does not stop everything at its start. */
const BATCH = 200;
const HANGING_ROOTS = ['edits', 'reactions', 'votes'] as const;
const ID_LENGTH = 26;

export interface SweeperDependencies {
  readonly facts: Pick<Facts, 'dueMessages'>;
  readonly write: WriteAsServer;
  readonly withDocument: WithDocument;
  readonly announce: (id: ConversationId) => Promise<void>;
  /** ms since 1970 */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

const isByServer = (doc: Y.Doc, id: string): boolean => {
  const bytes = bytesAt(doc, 'deletions', id);
  return bytes !== undefined && decodeEnvelope(bytes)?.by === SERVER_NUMBER;
};

const planSweep = (live: LiveDocument, due: readonly DueMessage[], now: number): ServerWrite => {
  const { doc } = live;
  const gone = new Set<string>(due.map(({ id }) => id));
  const deletes: DeleteRange[] = [];
  const remove = (root: string, key: string) => {
    const item = itemAt(doc, root, key);
    if (item !== undefined && !item.deleted)
      deletes.push({ client: item.id.client, clock: item.id.clock, length: item.length });
  };
  for (const id of gone) remove('messages', id);
  for (const root of HANGING_ROOTS)
    for (const key of doc.getMap(root)._map.keys()) if (gone.has(key.slice(0, ID_LENGTH))) remove(root, key);
  // What still comes for these is swept by the judge, because the entry is there. Written over a person's deletion it
  // takes away the place that one keeps.
  const sets = due.flatMap(({ id, author }): MapSet[] => {
    const before = itemAt(doc, 'deletions', id);
    if (isByServer(doc, id)) return [];
    const body = encodeBody({ kind: 'deletion' });
    const value = encodeEnvelope({ by: SERVER_NUMBER, device: 0, at: now, alg: ALG_PLAIN, body, author });
    return [{ root: 'deletions', key: id, value, origin: before?.lastId }];
  });
  const [first] = due;
  return {
    sets: () => sets,
    deletes,
    purge: true,
    ...(first === undefined
      ? {}
      : {
          effects: {
            conversationId: first.conversationId,
            chapter: first.chapter,
            messages: [],
            edits: [],
            deletions: [],
            vanished: due.map(({ id }) => id),
            full: false,
          },
        }),
  };
};

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
