import type * as Y from 'yjs';
import type { Limits } from '../protocol/limits.ts';
import { type Refusal, type RefusalCode, refuse } from '../protocol/refusal.ts';
import { fail, type Result, succeed } from '../result.ts';
import { checkGrowth, growthOf } from './check-growth.ts';
import { checkKept } from './check-kept.ts';
import { checkRemovals } from './check-removals.ts';
import { checkIds, checkWrites } from './check-writes.ts';
import { integrationSteps } from './conflicts.ts';
import { type CutUpdate, cutUpdate } from './cut.ts';
import { describeUpdate } from './describe-update.ts';
import type { JudgeContext } from './judge-context.ts';
import { type Judged, NOTHING_JUDGED } from './judged.ts';
import { Proposal } from './proposal.ts';
import { EntryReader } from './read-entry.ts';
import { Refused } from './refused.ts';
import { resolveWrites, type Write } from './resolve.ts';
import { type ScannedUpdate, scanUpdate } from './scan.ts';
import { Work } from './work.ts';

type Verdict = Result<Judged, Refusal>;

const no = (code: RefusalCode) => fail(refuse(code));

/**
 * Judges one update of one person as a whole; never changes the document, never throws.
 * @param work counts the steps it takes
 */
export const judge = (doc: Y.Doc, update: Uint8Array, context: JudgeContext, work = new Work()): Verdict => {
  if (update.byteLength > context.limits.updateBytes) return no('too-large');
  const scan = scanUpdate(update, context.limits, work);
  return scan.ok ? judgeScanned(doc, scan.value, context, work) : no(scan.error);
};

/** Whether an account document has room for what the update adds. Once it has none, its next generation starts. */
const hasRoom = (doc: Y.Doc, cut: CutUpdate, writes: readonly Write[], limits: Limits, work: Work): boolean => {
  const { clients } = doc.store;
  work.add(clients.size + writes.length);
  const newClients = cut.sections.filter(({ client }) => !clients.has(client)).length;
  if (newClients > 0 && clients.size + newClients > limits.accountClientIdsOpen) return false;
  let structs = writes.length;
  for (const list of clients.values()) structs += list.length;
  if (writes.length > 0 && structs > limits.accountStructs) return false;
  const newRoots = new Set(writes.map(({ root }) => root).filter((root) => !doc.share.has(root))).size;
  return newRoots === 0 || doc.share.size + newRoots <= limits.accountRoots;
};

/** Looks the entries that an update writes and removes up in the table, one by one. Throws `Refused`. */
const judgeWrites = (
  doc: Y.Doc,
  context: JudgeContext,
  cut: CutUpdate,
  writes: readonly Write[],
  work: Work,
): Judged => {
  const reader = new EntryReader(context, work);
  const entries = writes.flatMap((write) => reader.read(write) ?? []);
  const proposal = new Proposal(doc, context, cut, entries, work);
  checkWrites(proposal);
  const removed = checkRemovals(proposal);
  const touchesFacts = checkKept(proposal, removed.roots);
  checkIds(proposal);
  const growth = growthOf(proposal);
  checkGrowth(proposal, growth);
  const described = describeUpdate(proposal);
  return {
    ...described,
    update: cut.bytes,
    growth,
    newDevice: reader.newDevice,
    purge: removed.purge || described.sweep.length > 0 || described.deletions.length > 0,
    touchesFacts,
    foreignUnknown: cut.foreignUnknown,
  };
};

/** Judges what was scanned before. */
export const judgeScanned = (doc: Y.Doc, scanned: ScannedUpdate, context: JudgeContext, work = new Work()): Verdict => {
  const cut = cutUpdate(doc, scanned, context.number, work);
  if (context.strict && cut.foreignSections) return no('not-your-client-id');
  // The sender did not know what the server has of it by now; after a sync it does.
  if (cut.straddles) return no('missing-dependencies');
  if (cut.bytes === undefined) return succeed({ ...NOTHING_JUDGED, foreignUnknown: cut.foreignUnknown });
  const { byteLength } = cut.bytes;
  if (context.kind !== 'chapter' && context.bytes + byteLength > context.limits.accountBytes) return no('too-large');
  const resolved = resolveWrites(doc, cut.sections, work);
  if (!resolved.ok) return no(resolved.error);
  const writes = resolved.value;
  if (context.kind === 'account' && !hasRoom(doc, cut, writes, context.limits, work)) return no('too-large');
  try {
    const judged = judgeWrites(doc, context, cut, writes, work);
    const { integrationStepsFree: free, integrationStepsPerByte, integrationSteps: most } = context.limits;
    const allowed = Math.min(most, free + integrationStepsPerByte * byteLength);
    if (integrationSteps(doc, writes, cut.removals, allowed, work) > allowed) return no('too-large');
    return succeed(judged);
  } catch (error) {
    if (error instanceof Refused) return no(error.code);
    throw error;
  }
};
