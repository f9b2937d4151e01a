import { cutUpdate } from '../../shared/admission/cut.ts';
import { type Scan, scanUpdate } from '../../shared/admission/scan.ts';
import { Work } from '../../shared/admission/work.ts';
import { refuse } from '../../shared/protocol/refusal.ts';
import { fail, succeed } from '../../shared/result.ts';
import type { Actor, Admission, Waiting } from './admission.ts';
import type { AdmissionDeps } from './admission-deps.ts';
import { catchUp } from './catch-up.ts';
import { createAttempt } from './create-attempt.ts';
import { joinScans, takeRun } from './runs.ts';
import type { ServerDocument } from './server-document.ts';

/** How often another instance may be faster than one admission before it is refused as retryable. */
const MAX_ATTEMPTS = 5;

/** The one way into a document: catch up, cut, judge, one database transaction, one apply. */
export const createAdmissionPath = (deps: AdmissionDeps) => {
  const { limits } = deps;
  const attempt = createAttempt(deps);

  const admitOne = async (live: ServerDocument, actor: Actor, scan: Scan, strict: boolean): Promise<Admission> => {
    if (!scan.ok) return { kind: 'refused', refusal: refuse(scan.error) };
    for (let i = 0; i < MAX_ATTEMPTS; i++) {
      const admission = await attempt(live, actor, scan.value, strict, i > 0);
      if (admission !== 'again') return admission;
    }
    return { kind: 'refused', refusal: refuse('unavailable') };
  };

  const scan = ({ actor, update }: Pick<Waiting, 'actor' | 'update'>): Scan => {
    if (update.byteLength > limits.updateBytes) return fail('too-large');
    const work = new Work();
    const scanned = scanUpdate(update, limits, work);
    deps.charge?.(actor.userId, work.steps);
    return scanned;
  };

  /**
   * Admits several updates that one person sent in a row: as one update when that is found good, otherwise one by one.
   */
  const admitRun = async (live: ServerDocument, run: readonly Waiting[]): Promise<void> => {
    const [first] = run;
    if (first === undefined) return;
    const scans = run.map(scan);
    const joined = run.length > 1 ? joinScans(scans, limits) : undefined;
    if (joined !== undefined) {
      const admission = await admitOne(live, first.actor, succeed(joined), first.strict);
      if (admission.kind !== 'refused') {
        for (const { resolve } of run) resolve(admission);
        return;
      }
    }
    for (const [i, { actor, strict, resolve }] of run.entries())
      resolve(await admitOne(live, actor, scans[i] ?? fail('malformed'), strict));
  };

  return {
    catchUp: (live: ServerDocument): Promise<void> => catchUp(deps.journal, live),
    /**
     * Whether an update brings only what the document has; its bytes are bounded and its steps charged as in judging.
     */
    isKnown: (live: ServerDocument, actor: Actor, update: Uint8Array): boolean => {
      const scanned = scan({ actor, update });
      if (!scanned.ok) return false;
      const work = new Work();
      const { bytes, foreignUnknown } = cutUpdate(live.doc, scanned.value, actor.number, work);
      deps.charge?.(actor.userId, work.steps);
      return bytes === undefined && !foreignUnknown;
    },
    /**
     * Admits one update of one person, whole or not at all. When it resolves as `admitted`, the update and its stamps are
     * on disk and applied. Updates are taken in the order of the calls. Rejects only when the database failed; then nothing
     * was written or applied.
     * @param strict a single change rather than a sync after an absence: foreign structs in it are an attack
     */
    admit: (live: ServerDocument, actor: Actor, update: Uint8Array, strict: boolean): Promise<Admission> =>
      new Promise((resolve, reject) => {
        live.inbox.push({ actor, update, strict, resolve, reject });
        // Each call takes one turn of the queue, and a turn takes all updates it may: later turns may find nothing left.
        void live.queue.run(async () => {
          const run = takeRun(live.inbox);
          await admitRun(live, run).catch((error: unknown) => {
            for (const waiting of run) waiting.reject(error);
          });
        });
      }),
  };
};
export type AdmissionPath = ReturnType<typeof createAdmissionPath>;
