import { parseDocumentName } from '../../shared/document/name.ts';
import type { CommitRequest, CommitResult } from '../ports/journal.ts';
import type { CommitFacts } from '../rules/commit-facts.ts';
import type { CommitPlan } from '../rules/commit-plan.ts';
import { type CommitOutcome, decideCommits } from '../rules/decide-commits.ts';
import { decideFullChapter } from '../rules/decide-full-chapter.ts';
import { DROP_REFERENCES, RELEASE } from '../sql/blobs.ts';
import { commitFacts } from '../sql/commit-facts.ts';
import { firstInputs, furtherInputs } from '../sql/commit-inputs.ts';
import { FIRST_READS, FURTHER_READS } from '../sql/commit-reads.ts';
import { ADD_DOCUMENTS, commitWrites, type JournalValues } from '../sql/commit-writes.ts';
import { fullChapterFacts, fullChapterWrites, READ_CHAPTER } from '../sql/full-chapters.ts';
import { rowWrite } from '../sql/statements.ts';
import { frameUpdates } from '../sql/updates-frame.ts';
import { ulidToBytes } from '../ulid-bytes.ts';
import type { PendingEvents } from './pending-events.ts';
import { driver, takeChange, type Work } from './work.ts';

type Committed = Extract<CommitResult, { kind: 'done' }>;

const encode = (request: CommitRequest, outcome: CommitOutcome): CommitResult =>
  outcome.kind === 'done' ? { ...outcome, updates: request.encode(outcome.stamping) } : outcome;

/** The hot path: loads the facts of a batch, decides, and writes its rows, inside the caller's transaction. */
export const createCommit = (events: PendingEvents) => {
  function* load(requests: readonly CommitRequest[]): Work<CommitFacts> {
    const first = yield* driver.readAll(FIRST_READS, firstInputs(requests));
    const { inputs, ids } = furtherInputs(requests, first);
    return commitFacts(requests, first, yield* driver.readAll(FURTHER_READS, inputs), ids);
  }

  function* write(plan: CommitPlan, rows: readonly (Committed & Pick<CommitRequest, 'document'>)[]): Work<void> {
    const added = yield* driver.read(
      ADD_DOCUMENTS,
      plan.documents.flatMap(({ id, name, version, tail, purgeAt }): [string, number, number, number][] =>
        id === undefined ? [[name, version, tail, purgeAt]] : [],
      ),
    );
    const ids = new Map([...plan.documents, ...added].map(({ name, id }) => [name, id]));
    const journal = rows.map(({ document, position, updates }): JournalValues => {
      const id = ids.get(document);
      if (id === undefined) throw new Error('The database gave no id to a new document.');
      return [id, position, frameUpdates(updates)];
    });
    yield* driver.write(commitWrites(plan, journal, plan.changes === 0 ? 0 : yield* takeChange(plan.changes)));
    // After new references were added: a message of this batch may have ended already.
    const ended = plan.released.map(({ conversation, message }): [number, Uint8Array] => [
      conversation,
      ulidToBytes(message),
    ]);
    yield* driver.read(RELEASE, ended);
    yield* driver.write([rowWrite(DROP_REFERENCES, ended)]);
    for (const { conversation, event } of plan.events) yield* events.add(conversation, event);
  }

  return {
    *commit(requests: readonly CommitRequest[], now: number): Work<CommitResult[]> {
      const { outcomes, plan } = decideCommits(requests, yield* load(requests), now);
      const results: CommitResult[] = [];
      const rows: (Committed & Pick<CommitRequest, 'document'>)[] = [];
      for (const [i, request] of requests.entries()) {
        const outcome = outcomes[i];
        if (outcome === undefined) throw new Error('A request was not decided.');
        const result = encode(request, outcome);
        results.push(result);
        if (result.kind === 'done') rows.push({ ...result, document: request.document });
      }
      yield* write(plan, rows);
      return results;
    },
    *markFull(name: string): Work<void> {
      const address = parseDocumentName(name);
      if (address?.kind !== 'chapter') return;
      const asked = yield* driver.read(READ_CHAPTER, [[address.conversationId, address.chapter]]);
      const plan = decideFullChapter(fullChapterFacts(asked));
      if (plan !== undefined) yield* driver.write(fullChapterWrites(plan, yield* takeChange()));
    },
  };
};
