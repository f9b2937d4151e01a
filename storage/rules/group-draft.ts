import type { ConversationEvent } from '../../shared/document/chapter.ts';
import { isWebhookId, type UserId } from '../../shared/ids/account.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { GroupFacts, GroupRow, PersonRow } from './group-facts.ts';
import type { NewLink, OpenPlan } from './group-plan.ts';
import { isUnheard, mayShow, unheardBy } from './strangers.ts';

type Came = Extract<ConversationEvent, { kind: 'added' | 'joined' }>;
type Went = Extract<ConversationEvent, { kind: 'removed' | 'left' }>;

/** A group as it becomes through an act, and the rows of the plan that this changes. */
export const createGroupDraft = (facts: GroupFacts, plan: OpenPlan) => {
  const { id: conversation, seq, title } = facts.group;
  const members = new Map(facts.members.map((member) => [member.account, member]));
  const { others } = facts;
  const size = (): number => members.size + others.length;
  const askedBy = (): Map<number, number | null> =>
    new Map(
      [...members].flatMap(([account, { userId, askedBy }]) => (isWebhookId(userId) ? [] : [[account, askedBy]])),
    );
  /** A webhook answers nobody: it makes a group no more heard than it was. */
  const heard = (): boolean => !isUnheard(askedBy(), others.filter((userId) => !isWebhookId(userId)).length);
  let group: GroupRow = facts.group;
  let taken: number | undefined;
  /** One value of the change counter for all that the act changes here. */
  const take = (): number => (taken ??= plan.changes++);

  const put = (values: Partial<GroupRow>): void => {
    group = { ...group, ...values };
    plan.groups = [...plan.groups.filter(({ id }) => id !== conversation), { ...group, change: take() }];
  };

  /** Watermarks are told up to a number of members: crossing it changes all rows. */
  const measure = (): void => {
    const isLarge = size() > LIMITS.namedReceipts;
    if (isLarge !== group.isLarge) plan.retold.push({ conversation, change: take() });
    put({ isLarge, isUnheard: !heard() });
  };

  const addEvent = (event: ConversationEvent): void => void plan.events.push({ conversation, event });

  /**
   * The first chapter that a new member may see. Where history begins with joining, a new chapter begins unless the newest
   * one is empty: people who join one after another begin on the same one.
   */
  const openChapter = (): number => {
    if (group.history === 'all') return 0;
    const { newestChapter } = group;
    const newest = facts.chapters.get(newestChapter);
    const from = newest === undefined || (newest.isBlank && !newest.isClosed) ? newestChapter : newestChapter + 1;
    for (const [chapter, { isClosed }] of facts.chapters)
      if (chapter < from && !isClosed) plan.closedChapters.push({ conversation, chapter, change: take() });
    if (!facts.chapters.has(from)) plan.openedChapters.push({ conversation, chapter: from, change: take() });
    put({ newestChapter: from });
    return from;
  };

  const putShown = (writer: number, target: number, acts: number): void =>
    void plan.shown.push({ writer, target, acts });

  return {
    memberIds: (): UserId[] => [...[...members.values()].map(({ userId }) => userId), ...others],
    isFull: (): boolean => size() >= LIMITS.groupMembers,
    /**
     * Shows an event to members who have not accepted the group.
     * @returns false when `actor` has shown them enough; nothing is written then
     */
    show: (actor: number, shown: ReadonlyMap<number, number>): boolean => {
      const targets = unheardBy({ ...group, askedBy: askedBy() }, actor);
      if (!mayShow(targets, (target) => shown.get(target) ?? 0, 1)) return false;
      for (const target of targets) putShown(actor, target, (shown.get(target) ?? 0) + 1);
      return true;
    },
    /** Adds a new member; `asks`: who adds them, when they have to accept first. */
    add: ({ account, userId }: PersonRow, role: Role, event: Came, asks: number | null): void => {
      const fromChapter = openChapter();
      const fromSeq = fromChapter === 0 ? 0 : seq;
      members.set(account, { account, userId, askedBy: asks });
      plan.added.push({ conversation, account, role, askedBy: asks, seq, fromChapter, fromSeq, change: take() });
      plan.answeredRequests.push({ conversation, account });
      measure();
      addEvent(event);
    },
    setRole: ({ account }: PersonRow, role: Role): void => {
      plan.roles.push({ conversation, account, role, change: take() });
      put({});
    },
    /** A person who leaves without having accepted leaves no event. */
    remove: (account: number, at: number, by: number, event: Went): void => {
      const isQuiet = event.kind === 'left' && typeof members.get(account)?.askedBy === 'number';
      members.delete(account);
      plan.removed.push({ conversation, account, at, by, seq, title, change: take() });
      plan.linksOf.push({ conversation, account });
      measure();
      if (!isQuiet) addEvent(event);
    },
    /** Deletes the group for everybody; all members must be loaded. */
    delete: (at: number, by: number): void => {
      for (const { account } of members.values())
        plan.removed.push({ conversation, account, at, by, seq, title, change: take() });
      plan.emptied.push(conversation);
      put({ deletedAt: at });
    },
    /** A person accepts a group, or a conversation with whoever wrote to them. */
    accept: (account: number): void => {
      const member = members.get(account);
      if (group.kind === 'direct') put({ unanswered: null });
      else if (member !== undefined) {
        members.set(account, { ...member, askedBy: null });
        plan.accepted.push({ conversation, account, change: take() });
        put({ isUnheard: !heard() });
      }
      plan.marksTold.push({ conversation, account, change: take() });
      plan.seen.push({ account, change: take() });
    },
    addEvent,
    /** @param acts the new total */
    putShown,
    addRequest: (account: number, link: string, at: number): void => {
      plan.requests.push({ conversation, account, link, at });
      put({});
    },
    declineRequest: (account: number, at: number): void => {
      plan.answeredRequests.push({ conversation, account });
      plan.forgottenDeclines.push(at - LIMITS.declinedRequestMs);
      plan.declines.push({ conversation, account, at });
      put({});
    },
    useLink: (id: string, used: number): void => void plan.usedLinks.push({ id, used: used + 1 }),
    addLink: (link: NewLink): void => void plan.links.push(link),
  };
};
export type GroupDraft = ReturnType<typeof createGroupDraft>;
