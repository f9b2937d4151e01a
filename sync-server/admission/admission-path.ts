import * as Y from 'yjs';
import { clientIdsOf, isChapterFull, isFull, measureChapter } from '../../shared/admission/chapter-size.ts';
import { cutUpdate } from '../../shared/admission/cut.ts';
import { encodeUpdate, type MapSet } from '../../shared/admission/encode-update.ts';
import { joinUpdates } from '../../shared/admission/join-updates.ts';
import { type JudgeContext, type Judged, judgeScanned } from '../../shared/admission/judge.ts';
import { bytesAt, clockOf } from '../../shared/admission/live.ts';
import { type Scan, type ScannedUpdate, scanUpdate } from '../../shared/admission/scan.ts';
import { Work } from '../../shared/admission/work.ts';
import { itemAt, type StoredStamp } from '../../shared/document/chapter.ts';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { type Membership, OWN_MEMBERSHIP } from '../../shared/permissions/membership.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import { type Refusal, refuse } from '../../shared/protocol/refusal.ts';
import type { ChapterEffects, CommitRequest, CommitResult, Journal, Stamping } from '../../storage/ports/journal.ts';
import type { Actor, Admission, Waiting } from './admission.ts';
import { conversationFacts } from './conversation-facts.ts';
import { createDailyAllowance } from './daily-allowance.ts';
import type { DeviceRegister } from './device-register.ts';
import { ADMITTED, FROM_JOURNAL, type ServerDocument } from './server-document.ts';

export interface AdmissionDependencies {
  readonly journal: Journal;
  /**
   * Where somebody stands, and the group's rights as they are stored; undefined for who is no member. The database
   * compares both once more when it writes.
   */
  readonly membershipOf: (
    id: ConversationId,
    userId: UserId,
  ) => Promise<{ readonly membership: Membership; readonly rights: string } | undefined>;
  /** What was answered is out of date. */
  readonly forgetMembership: (id: ConversationId) => void;
  /** Device numbers under which an account may write; absent in parts that do not look at them. */
  readonly devices?: DeviceRegister;
  readonly commit: (request: CommitRequest) => Promise<CommitResult>;
  readonly limits: Limits;
  /** ms since 1970 */
  readonly now: () => number;
  /** ms, never set back */
  readonly monotonic: () => number;
  /** This process's own Yjs client id, from number 1; new at each start. */
  readonly serverClientId: number;
  /** Takes what judging an account's update cost beyond its bytes, in steps. */
  readonly charge?: (userId: UserId, steps: number) => void;
}

/** How often another instance may get ahead of one admission before it is refused as retryable. */
const MAX_ATTEMPTS = 5;

/** The one way into a document: catch up, cut, judge, one database transaction, one apply. */
export const createAdmissionPath = (deps: AdmissionDependencies) => {
  const { limits, serverClientId } = deps;
  const bytesLeft = createDailyAllowance(limits.accountBytesADay, deps.monotonic);
  /** How many chapters each account may still make full. */
  const chaptersLeft = createDailyAllowance(limits.accountChaptersADay, deps.monotonic);

  /** Brings a live document to the journal's newest row; safe to repeat. */
  const catchUp = async (live: ServerDocument): Promise<void> => {
    const rows = await deps.journal.tail(live.name, live.version);
    if (rows[0]?.position === live.version + 1) {
      for (const row of rows)
        live.advance(row.position, row.updates, () => applyAll(live.doc, row.updates, FROM_JOURNAL));
      return;
    }
    // Another instance has compacted the rows in between away: its snapshot holds them.
    if (rows.length === 0 && (await deps.journal.version(live.name)) <= live.version) return;
    const stored = await deps.journal.load(live.name);
    const { snapshot } = stored;
    const updates = [...(snapshot === undefined ? [] : [snapshot.state]), ...stored.tail.flatMap((row) => row.updates)];
    live.jump(stored.version, updates, () => applyAll(live.doc, updates, FROM_JOURNAL));
  };

  /** What the judge needs to know, and what the database compares inside its transaction. */
  const contextOf = async (
    live: ServerDocument,
    actor: Actor,
    strict: boolean,
  ): Promise<{ readonly judged: JudgeContext; readonly membership: CommitRequest['membership'] } | Refusal> => {
    const { address, doc, bytes } = live;
    const devices = deps.devices === undefined ? {} : { devices: await deps.devices.of(actor) };
    const { number, protocol } = actor;
    const base = { number, protocol, now: deps.now(), limits, bytes, strict, ...devices };
    if (address.kind === 'account') {
      if (address.userId !== actor.userId) return refuse('not-a-member');
      const judged = { ...base, kind: 'account', membership: OWN_MEMBERSHIP, newMessages: 'closed' } as const;
      return { judged, membership: undefined };
    }
    const found = await deps.membershipOf(address.conversationId, actor.userId);
    if (found === undefined) return refuse('not-a-member');
    const { membership, rights } = found;
    const stored = { role: membership.role, rights };
    if (address.kind === 'conversation')
      return { judged: { ...base, kind: 'conversation', membership, newMessages: 'closed' }, membership: stored };
    // Up to twice the limit late writers are let in; beyond it they move to the newest chapter.
    const newMessages = isChapterFull(doc, bytes, limits, 2) ? 'full' : 'open';
    return { judged: { ...base, kind: 'chapter', membership, newMessages }, membership: stored };
  };

  const effectsOf = (live: ServerDocument, actor: Actor, judged: Judged): ChapterEffects | undefined => {
    if (live.address.kind !== 'chapter') return undefined;
    return {
      conversationId: live.address.conversationId,
      chapter: live.address.chapter,
      messages: judged.messages.map((message) => ({ ...message, author: actor.number })),
      edits: judged.edits,
      dead: judged.dead,
      deletions: judged.deletions,
      authors: judged.authors,
      full: isFull(
        measureChapter(live.doc, live.bytes, {
          ...judged.growth,
          clients: [...judged.growth.clients, serverClientId],
        }),
        limits,
      ),
    };
  };

  const encodeWith = (live: ServerDocument, judged: Judged, update: Uint8Array) => {
    const clock = clockOf(live.doc, serverClientId);
    return ({ firstSeq, at, disappear }: Stamping): Uint8Array[] => {
      const stamp = (id: string, value: StoredStamp): MapSet => ({
        root: 'stamps',
        key: id,
        value: [...value],
        origin: undefined,
      });
      const stampMessage = (id: string, seq: number): MapSet =>
        stamp(id, disappear > 0 ? [seq, at, at + disappear * 1000] : [seq, at]);
      // Edits carry the seq of the newest message before them; `at` and their id put them in order.
      const last = judged.messages.length === 0 ? firstSeq : firstSeq + judged.messages.length - 1;
      const sets = [
        ...judged.messages.map(({ id }, i) => stampMessage(id, firstSeq + i)),
        ...judged.edits.map(({ id }) => stamp(id, [last, at])),
      ].filter(({ key }) => itemAt(live.doc, 'stamps', key) === undefined);
      sets.push(
        // Hung behind the later entry: it wins wherever that one would have, and is dead wherever that one is.
        ...judged.secondDeletions.flatMap(({ messageId, id }): MapSet[] => {
          const value = bytesAt(live.doc, 'deletions', messageId);
          return value === undefined ? [] : [{ root: 'deletions', key: messageId, value, origin: id }];
        }),
      );
      if (sets.length === 0 && judged.sweep.length === 0) return [update];
      return [update, encodeUpdate(serverClientId, clock, sets, judged.sweep)];
    };
  };

  /**
   * Marks a chapter as full before somebody is sent on to the next one, which could not be opened otherwise.
   * @returns false when the writer has filled enough chapters for today
   */
  const openNext = async (live: ServerDocument, { number }: Actor): Promise<boolean> => {
    if (live.toldFull) return true;
    const { doc } = live;
    if (!isChapterFull(doc, live.bytes, limits)) {
      // Only the writer's own client ids are used up: where nothing living was ever written, others go on here.
      const isUsedUp = clientIdsOf(doc, number) >= limits.chapterClientIdsOfOne;
      if (isUsedUp && doc.getMap('stamps')._map.size === 0) return true;
      if (!chaptersLeft.has(number)) return false;
      chaptersLeft.take(number, 1);
    }
    await deps.journal.markFull(live.name);
    live.toldFull = true;
    return true;
  };

  const attempt = async (
    live: ServerDocument,
    actor: Actor,
    scanned: ScannedUpdate,
    strict: boolean,
    triedJournal: boolean,
  ): Promise<Admission | 'again'> => {
    const context = await contextOf(live, actor, strict);
    if ('code' in context) return { kind: 'refused', refusal: context };
    const work = new Work();
    const judged = judgeScanned(live.doc, scanned, context.judged, work);
    deps.charge?.(actor.userId, work.steps);
    if (
      !triedJournal &&
      ((judged.ok && judged.foreignUnknown) || (!judged.ok && (judged.retry || judged.code === 'not-your-client-id')))
    ) {
      const before = live.version;
      await catchUp(live);
      if (live.version !== before) return 'again';
    }
    // Another instance may have registered it.
    if (!judged.ok && judged.code === 'not-your-device' && deps.devices?.forget(actor) === true) return 'again';
    if (!judged.ok) {
      if (judged.code === 'chapter-full' && !(await openNext(live, actor)))
        return { kind: 'refused', refusal: refuse('too-much') };
      return { kind: 'refused', refusal: { code: judged.code, rule: judged.rule, retry: judged.retry } };
    }
    if (judged.update === undefined) return { kind: 'nothing' };
    const effects = effectsOf(live, actor, judged);
    const fills = effects?.full === true && !isChapterFull(live.doc, live.bytes, limits);
    if (!bytesLeft.has(actor.number) || (fills && !chaptersLeft.has(actor.number)))
      return { kind: 'refused', refusal: refuse('too-much') };
    const { address } = live;
    const result = await deps.commit({
      document: live.name,
      expectedVersion: live.version,
      userId: actor.userId,
      conversationId: address.kind === 'account' ? undefined : address.conversationId,
      effects,
      purge: judged.purge,
      shown: judged.shown,
      ...(address.kind === 'conversation' && judged.touchesFacts
        ? conversationFacts(live.doc, { ...judged, update: judged.update })
        : {}),
      ...(context.membership === undefined ? {} : { membership: context.membership }),
      ...(judged.newDevice === undefined ? {} : { newDevice: judged.newDevice }),
      encode: encodeWith(live, judged, judged.update),
    });
    switch (result.kind) {
      case 'behind':
        await catchUp(live);
        return 'again';
      case 'judge-again':
        if (address.kind !== 'account') deps.forgetMembership(address.conversationId);
        return 'again';
      case 'closed':
        return { kind: 'refused', refusal: refuse('chapter-full') };
      case 'taken':
        return { kind: 'refused', refusal: refuse('already-written') };
      case 'unanswered':
        return { kind: 'refused', refusal: refuse('unanswered') };
      case 'not-a-member':
        return { kind: 'refused', refusal: refuse('not-a-member') };
      case 'settled':
        throw new Error('An update of a person settled an event.');
      case 'done':
        bytesLeft.take(actor.number, judged.update.byteLength);
        if (fills) chaptersLeft.take(actor.number, 1);
        if (judged.newDevice !== undefined) deps.devices?.registered(actor, judged.newDevice);
        live.advance(result.position, result.updates, () => applyAll(live.doc, result.updates, ADMITTED));
        live.purge ||= judged.purge;
        return { kind: 'admitted', position: result.position, effects };
    }
  };

  const admitOne = async (live: ServerDocument, actor: Actor, scan: Scan, strict: boolean): Promise<Admission> => {
    if (!scan.ok) return { kind: 'refused', refusal: refuse(scan.code) };
    for (let i = 0; i < MAX_ATTEMPTS; i++) {
      const admission = await attempt(live, actor, scan.scanned, strict, i > 0);
      if (admission !== 'again') return admission;
    }
    return { kind: 'refused', refusal: refuse('unavailable') };
  };

  const scan = ({ actor, update }: Pick<Waiting, 'actor' | 'update'>): Scan => {
    if (update.byteLength > limits.updateBytes) return { ok: false, code: 'too-large' };
    const work = new Work();
    const scanned = scanUpdate(update, limits, work);
    deps.charge?.(actor.userId, work.steps);
    return scanned;
  };

  /** Takes what one person sent in a row: as one update when that is found good, else one by one. */
  const admitRun = async (live: ServerDocument, run: readonly Waiting[]): Promise<void> => {
    const [first] = run;
    if (first === undefined) return;
    const scans = run.map(scan);
    const joined = run.length > 1 ? joinScans(scans, limits) : undefined;
    if (joined !== undefined) {
      const admission = await admitOne(live, first.actor, { ok: true, scanned: joined }, first.strict);
      if (admission.kind !== 'refused') {
        for (const { resolve } of run) resolve(admission);
        return;
      }
    }
    for (const [i, { actor, strict, resolve }] of run.entries())
      resolve(await admitOne(live, actor, scans[i] ?? { ok: false, code: 'malformed' }, strict));
  };

  return {
    catchUp,
    /** Whether an update brings only what the document has; its bytes are bounded and its steps charged as when it is judged. */
    isKnown: (live: ServerDocument, actor: Actor, update: Uint8Array): boolean => {
      const scanned = scan({ actor, update });
      if (!scanned.ok) return false;
      const work = new Work();
      const { bytes, foreignUnknown } = cutUpdate(live.doc, scanned.scanned, actor.number, work);
      deps.charge?.(actor.userId, work.steps);
      return bytes === undefined && !foreignUnknown;
    },
    /**
     * Admits one update of one person, whole or not at all. When it resolves as `admitted`, the update and its stamps
     * are on disk and applied. Updates are taken in the order of the calls.
     * @param strict a single change rather than a sync after an absence: foreign structs in it are an attack
     * Rejects only when the database failed; then nothing was written or applied.
     */
    admit: (live: ServerDocument, actor: Actor, update: Uint8Array, strict: boolean): Promise<Admission> =>
      new Promise((resolve, reject) => {
        live.inbox.push({ actor, update, strict, resolve, reject });
        // One turn of the queue per call; a turn takes all it may, so later turns may find nothing left.
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

export const applyAll = (doc: Y.Doc, updates: readonly Uint8Array[], origin: symbol): void =>
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  }, origin);

/** Bounds of one run: what is judged at once stays a matter of milliseconds. */
const MAX_RUN = 256;
const MAX_RUN_BYTES = 256 * 1024;

/** Takes the first update, and those behind it that are single changes of the same person too. */
const takeRun = (inbox: Waiting[]): Waiting[] => {
  const first = inbox[0];
  let count = 0;
  let bytes = 0;
  for (const { actor, strict, update } of inbox) {
    bytes += update.byteLength;
    if (count > 0 && (!strict || !first?.strict || actor.number !== first.actor.number)) break;
    if (count > 0 && (count === MAX_RUN || bytes > MAX_RUN_BYTES)) break;
    count++;
  }
  return inbox.splice(0, count);
};

/** One update with the content of several; undefined when one of them is malformed and must be judged alone. */
const joinScans = (scans: readonly Scan[], limits: Limits): ScannedUpdate | undefined => {
  const good = scans.flatMap((scan) => (scan.ok ? [scan.scanned] : []));
  return good.length === scans.length ? joinUpdates(good, limits, new Work()) : undefined;
};
