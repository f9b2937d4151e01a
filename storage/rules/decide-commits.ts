import type { ConversationEvent } from '../../shared/document/chapter.ts';
import { accountDocument, type DocumentAddress, parseDocumentName } from '../../shared/document/name.ts';
import type { ChapterEffects, CommitRequest, CommitResult, Stamping } from '../ports/journal.ts';
import { addRange } from './chapter-ranges.ts';
import { type CommitDraft, createCommitDraft } from './commit-draft.ts';
import { type ChapterRow, type CommitFacts, type ConversationRow, type MemberRow, pairKey } from './commit-facts.ts';
import type { CommitPlan } from './commit-plan.ts';
import { conversationEvents } from './conversation-events.ts';
import { followKeptHeads } from './decide-kept-heads.ts';
import { applyMessageEffects, takenIn, unknownBlob } from './decide-messages.ts';
import { mayShowTo, noteAnswer, noteShown, targetsOf } from './decide-strangers.ts';
import { headAfter } from './head.ts';
import { countShown } from './strangers.ts';

type AccountAddress = Extract<DocumentAddress, { kind: 'account' }>;
type ConversationAddress = Exclude<DocumentAddress, { kind: 'account' }>;
type Refused = Exclude<CommitResult, { kind: 'done' }>;
/** The answer to a request, without the bytes, which are made from the stamps. */
export type CommitOutcome = Refused | Omit<Extract<CommitResult, { kind: 'done' }>, 'updates'>;

const versionOf = (draft: CommitDraft, { document }: Pick<CommitRequest, 'document'>): number =>
  draft.documents.get(document)?.version ?? 0;

/** The next journal row of a document. */
const append = (draft: CommitDraft, request: CommitRequest, stamping: Stamping): CommitOutcome => {
  const known = draft.documents.get(request.document);
  const position = request.expectedVersion + 1;
  draft.putDocument({
    id: known?.id,
    name: request.document,
    version: position,
    tail: (known?.tail ?? 0) + 1,
    purgeAt: request.purge ? position : (known?.purgeAt ?? 0),
  });
  const account = request.userId === undefined ? undefined : draft.accounts.get(request.userId);
  if (request.newDevice !== undefined && account !== undefined)
    draft.written.devices.push({ account, number: request.newDevice });
  return { kind: 'done', position, stamping };
};

const commitToAccount = (
  draft: CommitDraft,
  request: CommitRequest,
  { userId, generation }: AccountAddress,
  now: number,
): CommitOutcome => {
  if (versionOf(draft, { document: accountDocument(userId, generation + 1) }) > 0) return { kind: 'ended' };
  const { expectedVersion, follows } = request;
  const version = versionOf(draft, request);
  if (version !== expectedVersion) return { kind: 'behind', version };
  if (follows !== undefined && versionOf(draft, follows) !== follows.version) return { kind: 'behind', version };
  return append(draft, request, { firstSeq: 0, at: now, disappear: 0 });
};

/** A request, and the facts of its conversation before it. */
interface Write {
  readonly request: CommitRequest;
  readonly address: ConversationAddress;
  readonly conversation: ConversationRow;
  /** Undefined: the server writes. */
  readonly member: MemberRow | undefined;
  readonly chapter: ChapterRow | undefined;
  readonly effects: ChapterEffects | undefined;
  /** What the timeline says of it. */
  readonly events: readonly ConversationEvent[];
  /** How many things appear to `targets`, who have not answered the writer. */
  readonly shown: number;
  readonly targets: readonly number[];
}

/** Whether the writer's membership is still what the judge assumed. */
const isJudgedNow = ({ request: { membership }, member, conversation }: Write): boolean =>
  membership === undefined || (membership.role === member?.role && membership.rights === conversation.rights);

const refusalOf = (draft: CommitDraft, write: Write): Refused | undefined => {
  const { request, conversation, chapter, effects, member, targets, shown } = write;
  const version = versionOf(draft, request);
  if (version !== request.expectedVersion) return { kind: 'behind', version };
  if (request.settles?.some((id) => !draft.pendingEvents.has(id))) return { kind: 'settled' };
  if (!isJudgedNow(write)) return { kind: 'judge-again' };
  if (effects !== undefined) {
    const isPosting = effects.messages.length > 0 || (effects.dead?.length ?? 0) > 0;
    if (isPosting && chapter?.isClosed === true) return { kind: 'closed' };
    const taken = takenIn(draft, conversation, effects, member?.account);
    if (taken !== undefined) return taken;
    const blobId = unknownBlob(draft, effects);
    if (blobId !== undefined) return { kind: 'unknown-blob', blobId };
  }
  if (member !== undefined && shown > 0 && !mayShowTo(draft, member.account, targets, shown))
    return { kind: 'unanswered' };
  return undefined;
};

const stampingOf = ({ seq, stampedAt, disappear }: ConversationRow, messages: number, now: number): Stamping => ({
  firstSeq: messages > 0 ? seq + 1 : seq,
  at: Math.max(now, stampedAt),
  disappear,
});

const conversationAfter = (write: Write, stamping: Stamping, position: number): ConversationRow => {
  const { request, conversation: before, address, effects } = write;
  const { name, disappear, picture, history, rights } = request;
  const after: ConversationRow = {
    ...before,
    seq: before.seq + (effects?.messages.length ?? 0),
    stampedAt: stamping.at,
    title: name ?? before.title,
    disappear: disappear ?? before.disappear,
    picture: picture === undefined ? before.picture : picture || null,
    rights: rights === undefined ? before.rights : JSON.stringify(rights),
    history: history ?? before.history,
  };
  if (address.kind === 'conversation') return { ...after, version: position };
  const { chapter } = address;
  const head = effects === undefined ? before.head : headAfter(before.head, chapter, effects, stamping);
  return { ...after, newestChapter: Math.max(before.newestChapter, chapter), head };
};

const putChapter = (draft: CommitDraft, write: Write, chapter: number, stamping: Stamping, change: number): void => {
  const { conversation, chapter: before, effects, request } = write;
  const count = effects?.messages.length ?? 0;
  const ranges = before?.ranges ?? [];
  const row = {
    version: request.expectedVersion + 1,
    isFull: effects?.full === true || before?.isFull === true,
    isClosed: before?.isClosed === true,
    ranges: count === 0 ? ranges : addRange(ranges, stamping.firstSeq, stamping.firstSeq + count - 1),
  };
  const key = pairKey(conversation.id, chapter);
  const isNew = before === undefined || draft.written.chapters.get(key)?.isNew === true;
  draft.chapters.set(key, row);
  draft.written.chapters.set(key, { ...row, conversation: conversation.id, chapter, change, isNew });
};

/** An author has seen everything before their message, and their own messages. */
const raiseMarks = (draft: CommitDraft, write: Write, author: number, stamping: Stamping, change: number): void => {
  const { conversation, effects } = write;
  const member = draft.memberOf(conversation, author);
  if (member === undefined) return;
  const { id, seq } = conversation;
  if (member.read < seq) draft.written.readLog.push({ conversation: id, account: author, seq, at: stamping.at });
  const last = seq + (effects?.messages.length ?? 0);
  const marks = { read: Math.max(member.read, last), delivered: Math.max(member.delivered, last) };
  draft.putMember(conversation, { ...member, ...marks });
  draft.written.marks.set(pairKey(id, author), {
    conversation: id,
    account: author,
    ...marks,
    change,
    isTold: !conversation.isLarge,
  });
};

const noteAuthors = (draft: CommitDraft, write: Write, stamping: Stamping, change: number): ConversationRow => {
  const { conversation: before, member, effects } = write;
  let after = before;
  for (const author of new Set(effects?.messages.map((message) => message.author))) {
    raiseMarks(draft, write, author, stamping, change);
    const accepts = author === member?.account && member.askedBy !== null;
    const now = draft.memberOf(before, author);
    if (accepts && now !== undefined) draft.putMember(before, { ...now, askedBy: null });
    after = { ...after, ...noteAnswer(draft, { ...before, isUnheard: after.isUnheard }, author, accepts, change) };
  }
  return after;
};

const write = (draft: CommitDraft, asked: Write, now: number): CommitOutcome => {
  const { request, address, conversation, member, effects, events, targets, shown } = asked;
  const stamping = stampingOf(conversation, effects?.messages.length ?? 0, now);
  const done = append(draft, request, stamping);
  if (member !== undefined) noteShown(draft, member.account, targets, shown);
  for (const id of request.settles ?? []) {
    draft.pendingEvents.delete(id);
    draft.written.settled.push(id);
  }
  draft.addEvents(conversation.id, events);
  const change = draft.takeChange();
  if (address.kind === 'chapter') {
    putChapter(draft, asked, address.chapter, stamping, change);
    if (effects !== undefined) followKeptHeads(draft, conversation, address.chapter, effects, stamping);
  }
  const { unanswered, isUnheard } = noteAuthors(draft, asked, stamping, change);
  const after = { ...conversationAfter(asked, stamping, request.expectedVersion + 1), unanswered, isUnheard };
  draft.conversations.set(address.conversationId, after);
  draft.written.conversations.set(conversation.id, { ...after, change });
  if (address.kind === 'conversation') draft.written.settings.set(conversation.id, after);
  if (address.kind === 'chapter' && effects !== undefined) {
    const target = { conversation, chapter: address.chapter, before: asked.chapter, authors: effects.authors };
    applyMessageEffects(draft, target, effects, stamping);
  }
  return done;
};

const commitToConversation = (
  draft: CommitDraft,
  request: CommitRequest,
  address: ConversationAddress,
  now: number,
): CommitOutcome => {
  const conversation = draft.conversations.get(address.conversationId);
  if (conversation === undefined || conversation.isDeleted) return { kind: 'not-a-member' };
  const { userId } = request;
  const account = userId === undefined ? undefined : draft.accounts.get(userId);
  const member = draft.memberOf(conversation, account);
  if (userId !== undefined && member === undefined) return { kind: 'not-a-member' };
  const isChapter = address.kind === 'chapter';
  if (isChapter && member !== undefined && address.chapter < member.fromChapter) return { kind: 'not-a-member' };
  const events =
    isChapter || member === undefined ? [] : conversationEvents(conversation, request.wrote ?? request, member.account);
  const asked: Write = {
    request,
    address,
    conversation,
    member,
    chapter: isChapter ? draft.chapters.get(pairKey(conversation.id, address.chapter)) : undefined,
    effects: isChapter ? request.effects : undefined,
    events,
    // Removing a setting writes no value, but the timeline says so.
    shown: Math.max(countShown(request), events.length),
    targets: targetsOf(draft, conversation, account),
  };
  return refusalOf(draft, asked) ?? write(draft, asked, now);
};

/**
 * Decides a batch of commits in order, each after those before it. Everything that can refuse a request is checked
 * before the first row of it is planned, so a refused request leaves nothing in the plan.
 * @param now ms since 1970
 */
export const decideCommits = (
  requests: readonly CommitRequest[],
  facts: CommitFacts,
  now: number,
): { readonly outcomes: readonly CommitOutcome[]; readonly plan: CommitPlan } => {
  const draft = createCommitDraft(facts);
  const outcomes = requests.map((request): CommitOutcome => {
    const address = parseDocumentName(request.document);
    if (address === undefined) throw new Error(`Not the name of a document: ${request.document}`);
    return address.kind === 'account'
      ? commitToAccount(draft, request, address, now)
      : commitToConversation(draft, request, address, now);
  });
  return { outcomes, plan: draft.plan() };
};
