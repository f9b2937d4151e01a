import { isChapterFull } from '../../shared/admission/chapter-size.ts';
import { judgeScanned } from '../../shared/admission/judge.ts';
import type { Judged } from '../../shared/admission/judged.ts';
import type { ScannedUpdate } from '../../shared/admission/scan.ts';
import { Work } from '../../shared/admission/work.ts';
import { type Refusal, type RefusalCode, refuse, refuseTaken } from '../../shared/protocol/refusal.ts';
import type { ChapterEffects, CommitRequest, CommitResult } from '../../storage/ports/journal.ts';
import type { Actor, Admission } from './admission.ts';
import type { AdmissionDeps } from './admission-deps.ts';
import { applyAll, catchUp } from './catch-up.ts';
import { conversationFacts } from './conversation-facts.ts';
import { createDailyAllowance } from './daily-allowance.ts';
import { effectsOf, encodeWith } from './judged-writes.ts';
import { loadJudgeContext } from './load-judge-context.ts';
import { openNextChapter } from './open-next-chapter.ts';
import { ADMITTED, type ServerDocument } from './server-document.ts';

type Attempt = Admission | 'again';
const refused = (code: RefusalCode): Admission => ({ kind: 'refused', refusal: refuse(code) });

/** One update that was found good, and what writing it takes. */
interface Writing {
  readonly live: ServerDocument;
  readonly actor: Actor;
  readonly judged: Judged;
  readonly update: Uint8Array;
  readonly effects: ChapterEffects | undefined;
  readonly membership: CommitRequest['membership'];
  /** The chapter is full with it. */
  readonly fills: boolean;
}

const commitRequestOf = (
  serverClientId: number,
  { live, actor, judged, update, effects, membership }: Writing,
): CommitRequest => ({
  document: live.name,
  expectedVersion: live.version,
  userId: actor.userId,
  conversationId: live.address.kind === 'account' ? undefined : live.address.conversationId,
  effects,
  purge: judged.purge,
  shown: judged.shown,
  ...(live.address.kind === 'conversation' && judged.touchesFacts
    ? conversationFacts(live.doc, { ...judged, update })
    : {}),
  ...(membership === undefined ? {} : { membership }),
  ...(judged.newDevice === undefined ? {} : { newDevice: judged.newDevice }),
  encode: encodeWith(serverClientId, live, judged, update),
});

/** Judges a scanned update and writes it, once: `again` when what it was judged by was out of date. */
export const createAttempt = (deps: AdmissionDeps) => {
  const { limits } = deps;
  const bytesLeft = createDailyAllowance(limits.accountBytesADay, deps.monotonic);
  /** How many more chapters each account may fill today. */
  const chaptersLeft = createDailyAllowance(limits.accountChaptersADay, deps.monotonic);

  const onRefusal = async (live: ServerDocument, actor: Actor, refusal: Refusal): Promise<Attempt> => {
    // Another instance may have registered it.
    if (refusal.code === 'not-your-device' && deps.devices?.forget(actor) === true) return 'again';
    if (refusal.code === 'chapter-full' && !(await openNextChapter(deps, chaptersLeft, live, actor)))
      return refused('too-much');
    return { kind: 'refused', refusal };
  };

  const onCommitted = (writing: Writing, result: Extract<CommitResult, { readonly kind: 'done' }>): Admission => {
    const { live, actor, judged, update, effects, fills } = writing;
    bytesLeft.take(actor.number, update.byteLength);
    if (fills) chaptersLeft.take(actor.number, 1);
    if (judged.newDevice !== undefined) deps.devices?.registered(actor, judged.newDevice);
    live.advance(result.position, result.updates, () => {
      const end = deps.measure?.time('apply');
      applyAll(live.doc, result.updates, ADMITTED);
      end?.();
    });
    live.purge ||= judged.purge;
    deps.onWritten?.(live);
    return { kind: 'admitted', position: result.position, effects };
  };

  const commit = async (writing: Writing): Promise<Attempt> => {
    const { live } = writing;
    const result = await deps.commit(commitRequestOf(deps.serverClientId, writing));
    switch (result.kind) {
      case 'behind':
        await catchUp(deps.journal, live);
        return 'again';
      case 'judge-again':
        if (live.address.kind !== 'account') deps.forgetMembership(live.address.conversationId);
        return 'again';
      case 'ended':
        deps.onEnded?.(live);
        return refused('unavailable');
      case 'closed':
        return refused('chapter-full');
      case 'taken':
        return { kind: 'refused', refusal: refuseTaken(result.written) };
      case 'unknown-blob':
      case 'unanswered':
      case 'not-a-member':
        return refused(result.kind);
      case 'settled':
        throw new Error('An update of a person settled an event.');
      case 'done':
        return onCommitted(writing, result);
    }
  };

  return async (
    live: ServerDocument,
    actor: Actor,
    scanned: ScannedUpdate,
    strict: boolean,
    triedJournal: boolean,
  ): Promise<Attempt> => {
    const context = await loadJudgeContext(deps, live, actor, strict);
    if (!context.ok) return { kind: 'refused', refusal: context.error };
    const work = new Work();
    const verdict = judgeScanned(live.doc, scanned, context.value.judged, work);
    deps.charge?.(actor.userId, work.steps);
    const mayLackRows = verdict.ok
      ? verdict.value.foreignUnknown
      : verdict.error.retry || verdict.error.code === 'not-your-client-id';
    if (!triedJournal && mayLackRows) {
      const before = live.version;
      await catchUp(deps.journal, live);
      if (live.version !== before) return 'again';
    }
    if (!verdict.ok) return onRefusal(live, actor, verdict.error);
    const judged = verdict.value;
    const { update } = judged;
    if (update === undefined) return { kind: 'nothing' };
    const effects = effectsOf(deps, live, actor, judged);
    const fills = effects?.full === true && !isChapterFull(live.doc, live.bytes, limits);
    if (!bytesLeft.has(actor.number) || (fills && !chaptersLeft.has(actor.number))) return refused('too-much');
    const { membership } = context.value;
    return commit({ live, actor, judged, update, effects, membership, fills });
  };
};
