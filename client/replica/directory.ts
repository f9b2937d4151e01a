import { isChapterFull } from '../../shared/admission/chapter-size.ts';
import {
  chapterDocument,
  conversationDocument,
  type DocumentName,
  parseDocumentName,
} from '../../shared/document/name.ts';
import { parseUserId, type UserId } from '../../shared/ids/account.ts';
import { type ConversationId, directIdOf, kindOf, parseConversationId } from '../../shared/ids/conversation.ts';
import {
  DEFAULT_RIGHTS,
  type GroupRights,
  parseRights,
  RIGHT_NAMES,
  RIGHT_PREFIX,
} from '../../shared/permissions/group-rights.ts';
import type { Membership } from '../../shared/permissions/membership.ts';
import type { ChapterFact, PersonFact, Role } from '../../shared/protocol/facts.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import { nameToShow } from '../../shared/text/name-to-show.ts';
import type { ReplicaDocument } from './documents/replica-document.ts';
import type { LocalState } from './local-state.ts';
import { type ExpectedMember, type ExpectedMembers, expectMembers } from './outbox/expected-members.ts';
import type { OptimisticState } from './outbox/optimistic-state.ts';
import type { FactRecord, LocalRecord } from './records.ts';

type KnownMember = ExpectedMember;

export interface Marks {
  readonly delivered: number;
  readonly read: number;
  /** The server has none of it (any more): what one's own messages with a stamp are instead of sent. */
  readonly instead?: 'saved' | 'not-sent' | undefined;
}

/** All that is known of a conversation without opening it: facts, or what was written here before there were any. */
export interface KnownConversation {
  readonly id: ConversationId;
  readonly kind: 'direct' | 'group' | 'notes';
  readonly title: string;
  readonly peer: PersonFact | undefined;
  /** SHA-256 of the group's picture, or of the other person's. */
  readonly picture: string | undefined;
  readonly state: 'ready' | 'waiting' | 'refused' | 'left';
  /** One's own, as it will be once the server takes what waits. */
  readonly role: Role;
  /** Oneself among them; as they will be. */
  readonly members: readonly KnownMember[];
  readonly rights: GroupRights;
  /** What newcomers see. */
  readonly history: 'all' | 'joining';
  /** Who asks to be let in, as far as one is told. */
  readonly requests: FactRecord['requests'];
  /** Why one is out of it; undefined also where nobody has said. `by`: undefined for oneself. */
  readonly removal: { readonly by: number | undefined; readonly at: number; readonly deleted: boolean } | undefined;
  /** A restored server does not know it, and nobody has made it again. */
  readonly lost: boolean;
  readonly createdAt: number;
  /** Last seq the server gave. */
  readonly seq: number;
  /** Watermarks of all others together: up to where each of them has it, or has read it. */
  readonly marks: Marks;
  /** One's own place, joined with what was read here. */
  readonly read: number;
}

const HERE: { readonly [K in LocalRecord['state']]: KnownConversation['state'] } = {
  waiting: 'waiting',
  created: 'ready',
  refused: 'refused',
  cancelled: 'refused',
};
const isRefused = ({ state }: LocalRecord): boolean => HERE[state] === 'refused';

export const membershipOf = ({ kind, role, rights }: KnownConversation): Membership => ({
  kind: kind === 'group' ? 'group' : 'direct',
  role,
  rights,
});

/** Size of a chapter differs a little between two encodings of the same; do not turn the page before the server would. */
const BYTES_MARGIN = 1.1;

export interface Directory {
  readonly ids: () => readonly ConversationId[];
  readonly get: (id: ConversationId) => KnownConversation | undefined;
  readonly person: (number: number) => PersonFact;
  /** Whether the server would let this device open the conversation's documents. */
  readonly isOpenable: (id: ConversationId) => boolean;
  /** The first chapter that is open to one. What the device has of those before stays readable. */
  readonly from: (id: ConversationId) => number;
  /** What the server says of chapters that are open to one or on this device. */
  readonly chapterFacts: (id: ConversationId) => readonly ChapterFact[];
  /** The role by which one may act now; undefined for who is not in it, or is leaving. */
  readonly roleIn: (id: ConversationId) => Role | undefined;
  /** All that decides what one may do now. */
  readonly membershipIn: (id: ConversationId) => Membership | undefined;
  /** The one the server judges by, as far as it has said. */
  readonly judgedMembershipIn: (id: ConversationId) => Membership | undefined;
  /** Nothing written in it will be taken: one is out of it, or the server would not have it. */
  readonly isClosed: (id: ConversationId) => boolean;
  /** Numbers of chapters that exist on the server or on this device, ascending; never empty. */
  readonly chapters: (id: ConversationId) => readonly number[];
  /** The server has it, or this device does. No other chapter is opened unless a person writes there: that would make it. */
  readonly hasChapter: (id: ConversationId, chapter: number) => boolean;
  /** Neither here nor, by the facts, on the server: what a message or a pin says of such a chapter leads nowhere. */
  readonly isBeyondNewest: (id: ConversationId, chapter: number) => boolean;
  /** The newest chapter that takes messages. `refused`: one that does not, whatever is known of it. */
  readonly chapterForWriting: (id: ConversationId, refused?: number) => DocumentName;
  readonly versionOf: (name: DocumentName) => number;
  /** Documents of a conversation that this device holds. */
  readonly held: (id: ConversationId) => readonly DocumentName[];
}

export const createDirectory = (options: {
  readonly localState: LocalState;
  readonly limits: Limits;
  readonly me: { readonly userId: UserId; readonly number: number };
  readonly myself: () => PersonFact;
  readonly peek: (name: DocumentName) => ReplicaDocument | undefined;
  /** Who sends no read receipts sees none. */
  readonly readReceipts: () => boolean;
  readonly optimistic: Pick<OptimisticState, 'commands' | 'changes'>;
}): Directory => {
  const { localState, limits, me, myself, peek, optimistic } = options;
  const { tables } = localState;
  const notes = directIdOf(me.userId, me.userId);

  const person = (number: number): PersonFact =>
    number === me.number ? myself() : (localState.personByNumber(number) ?? { userId: '', number, name: '' });
  const readHere = (id: string): number => tables.marks.get(id)?.read ?? 0;

  const expect = (id: string, members: readonly KnownMember[], asking: FactRecord['requests']): ExpectedMembers =>
    expectMembers(
      members,
      optimistic.commands().filter((command) => 'conversationId' in command && command.conversationId === id),
      me.userId,
      asking,
    );
  const roleOf = (members: readonly KnownMember[]): Role =>
    members.find(({ person: one }) => one.number === me.number)?.role ?? 'member';

  const titleOf = (id: ConversationId, name: string | undefined, peer: PersonFact | undefined): string => {
    const renamed = optimistic.changes(id).get('profile/name');
    return typeof renamed === 'string' ? renamed : name === undefined ? (peer?.name ?? '') : nameToShow(name);
  };
  const pictureOf = (
    id: ConversationId,
    picture: string | undefined,
    peer: PersonFact | undefined,
  ): string | undefined => {
    const wished = optimistic.changes(id).get('profile/picture');
    // An empty one was taken away.
    return (typeof wished === 'string' ? wished : (picture ?? peer?.picture)) || undefined;
  };
  const decided = (
    id: ConversationId,
    rights: Readonly<Record<string, string>>,
    history: KnownConversation['history'],
  ): Pick<KnownConversation, 'rights' | 'history'> => {
    const changes = optimistic.changes(id);
    if (changes.size === 0) return { rights: parseRights(rights), history };
    const wished: Record<string, unknown> = { ...rights };
    for (const right of RIGHT_NAMES) wished[right] = changes.get(`settings/${RIGHT_PREFIX}${right}`) ?? rights[right];
    const asked = changes.get('settings/history');
    return { rights: parseRights(wished), history: asked === 'all' || asked === 'joining' ? asked : history };
  };

  const membersOf = (fact: FactRecord): KnownMember[] =>
    fact.members
      .filter((member) => member.removedAt === undefined)
      .map(({ userId, number, role }) => {
        const known = number === me.number ? myself() : tables.person.get(userId);
        return { person: known ?? { userId, number, name: '' }, role, waiting: false };
      });

  const removalOf = ({ removedAt, removedBy, deleted }: FactRecord): KnownConversation['removal'] =>
    removedAt === undefined || removedBy === undefined
      ? undefined
      : { by: removedBy === me.number ? undefined : removedBy, at: removedAt, deleted: deleted === true };
  /** Without those who are answered already. */
  const unanswered = (id: ConversationId, { requests }: FactRecord): FactRecord['requests'] =>
    requests.length === 0
      ? requests
      : requests.filter(
          ({ userId }) =>
            !optimistic
              .commands()
              .some((one) => one.kind === 'answer-request' && one.conversationId === id && one.userId === userId),
        );

  const fromFact = (id: ConversationId): KnownConversation | undefined => {
    const fact = tables.fact.get(id);
    if (fact === undefined) return undefined;
    const kind = id === notes ? 'notes' : fact.kind;
    const { members, leaving } = expect(id, membersOf(fact), fact.requests);
    const peer = kind === 'direct' ? members.find(({ person: one }) => one.number !== me.number)?.person : undefined;
    return {
      id,
      kind,
      title: titleOf(id, fact.name, peer),
      peer,
      picture: pictureOf(id, fact.picture, peer),
      state: fact.removedAt === undefined && leaving === undefined ? 'ready' : 'left',
      role: roleOf(members),
      members,
      ...decided(id, fact.rights, fact.history),
      requests: unanswered(id, fact),
      removal: leaving === undefined ? removalOf(fact) : { by: undefined, at: leaving.at, deleted: leaving.deleted },
      lost: fact.lost !== undefined,
      createdAt: fact.createdAt,
      seq: fact.seq,
      marks: {
        delivered: fact.allDelivered,
        read: options.readReceipts() ? fact.allRead : 0,
        instead: fact.lost === undefined ? undefined : 'not-sent',
      },
      read: Math.max(fact.read, readHere(id)),
    };
  };

  const fromHere = (id: ConversationId): KnownConversation | undefined => {
    const local = tables.local.get(id);
    if (local === undefined) return undefined;
    const kind = id === notes ? 'notes' : local.kind;
    const role: Role = local.kind === 'group' ? 'owner' : 'member';
    const made: KnownMember[] = [
      { person: myself(), role, waiting: false },
      ...local.people.map((one): KnownMember => ({ person: one, role: 'member', waiting: false })),
    ];
    const { members, leaving } = expect(id, made, []);
    const peer = kind === 'direct' ? local.people[0] : undefined;
    return {
      id,
      kind,
      title: titleOf(id, local.name, peer),
      peer,
      picture: pictureOf(id, undefined, peer),
      state: leaving === undefined || isRefused(local) ? HERE[local.state] : 'left',
      role: roleOf(members),
      members,
      ...decided(id, {}, 'all'),
      requests: [],
      removal: undefined,
      lost: false,
      createdAt: local.createdAt,
      seq: 0,
      marks: { delivered: 0, read: 0, instead: isRefused(local) ? 'not-sent' : 'saved' },
      read: readHere(id),
    };
  };

  const get = (id: ConversationId): KnownConversation | undefined => fromFact(id) ?? fromHere(id);
  const membershipIn = (id: ConversationId): Membership | undefined => {
    const known = get(id);
    return known === undefined || known.state === 'left' || known.state === 'refused' ? undefined : membershipOf(known);
  };

  let indexed = { size: -1, chapters: new Map<string, number[]>() };
  /** Chapters this device holds, by conversation. Records of documents come and never go: their number tells. */
  const chaptersHere = (): ReadonlyMap<string, readonly number[]> => {
    if (indexed.size === tables.document.size) return indexed.chapters;
    indexed = { size: tables.document.size, chapters: new Map() };
    for (const key of tables.document.keys()) {
      const address = parseDocumentName(key);
      if (address?.kind !== 'chapter') continue;
      const list = indexed.chapters.get(address.conversationId);
      if (list === undefined) indexed.chapters.set(address.conversationId, [address.chapter]);
      else list.push(address.chapter);
    }
    return indexed.chapters;
  };

  const from = (id: ConversationId): number => tables.fact.get(id)?.from ?? 0;
  const chapterFacts = (id: ConversationId): readonly ChapterFact[] => {
    const all = tables.fact.get(id)?.chapters ?? [];
    const first = from(id);
    if (!all.some(({ chapter }) => chapter < first)) return all;
    const here = chaptersHere().get(id) ?? [];
    return all.filter(({ chapter }) => chapter >= first || here.includes(chapter));
  };

  const hasChapter = (id: ConversationId, chapter: number): boolean => {
    const first = from(id);
    return (
      chapter === first ||
      tables.document.has(chapterDocument(id, chapter)) ||
      (chapter > first && tables.fact.get(id)?.chapters.some((fact) => fact.chapter === chapter) === true)
    );
  };

  const isFull = (id: ConversationId, chapter: number): boolean => {
    const name = chapterDocument(id, chapter);
    if (
      tables.fact.get(id)?.chapters.some((fact) => fact.chapter === chapter && fact.full) ||
      tables.document.get(name)?.full === true
    )
      return true;
    const live = peek(name);
    return live !== undefined && isChapterFull(live.doc, live.encodedBytes() / BYTES_MARGIN, limits);
  };

  return {
    ids: () => {
      const ids = new Set<ConversationId>();
      for (const key of [...tables.fact.keys(), ...tables.local.keys()]) {
        const id = parseConversationId(key);
        if (id !== undefined && tables.local.get(id)?.state !== 'cancelled') ids.add(id);
      }
      return [...ids];
    },
    get,
    person,
    isOpenable: (id) => {
      const fact = tables.fact.get(id);
      return fact === undefined ? tables.local.get(id)?.state === 'created' : fact.removedAt === undefined;
    },
    roleIn: (id) => membershipIn(id)?.role,
    membershipIn,
    judgedMembershipIn: (id) => {
      const kind = kindOf(id);
      const fact = tables.fact.get(id);
      if (fact !== undefined)
        return fact.removedAt === undefined
          ? { kind, role: roleOf(membersOf(fact)), rights: parseRights(fact.rights) }
          : undefined;
      const local = tables.local.get(id);
      if (local === undefined || isRefused(local)) return undefined;
      return { kind, role: local.kind === 'group' ? 'owner' : 'member', rights: DEFAULT_RIGHTS };
    },
    isClosed: (id) => {
      const fact = tables.fact.get(id);
      if (fact !== undefined) return fact.removedAt !== undefined;
      const local = tables.local.get(id);
      return local === undefined || isRefused(local);
    },
    from,
    chapterFacts,
    chapters: (id) => {
      const numbers = new Set<number>([from(id), ...(chaptersHere().get(id) ?? [])]);
      for (const { chapter } of chapterFacts(id)) numbers.add(chapter);
      return [...numbers].sort((a, b) => a - b);
    },
    hasChapter,
    isBeyondNewest: (id, chapter) => {
      const facts = tables.fact.get(id)?.chapters;
      return facts !== undefined && chapter > (facts.at(-1)?.chapter ?? 0) && !hasChapter(id, chapter);
    },
    chapterForWriting: (id, refused) => {
      let chapter = from(id);
      for (const fact of tables.fact.get(id)?.chapters ?? []) chapter = Math.max(chapter, fact.chapter);
      while (isFull(id, chapter) || chapter === refused) {
        // What is refused without being the newest goes back to the newest, which takes up to twice its limit.
        if (refused !== undefined && refused > chapter) break;
        chapter++;
      }
      return chapterDocument(id, chapter);
    },
    versionOf: (name) => {
      const address = parseDocumentName(name);
      if (address === undefined || address.kind === 'account') return 0;
      const fact = tables.fact.get(address.conversationId);
      if (address.kind === 'conversation') return fact?.version ?? 0;
      return fact?.chapters.find(({ chapter }) => chapter === address.chapter)?.version ?? 0;
    },
    held: (id) => {
      const own = conversationDocument(id);
      const chapters = (chaptersHere().get(id) ?? []).map((chapter) => chapterDocument(id, chapter));
      return tables.document.has(own) ? [own, ...chapters] : chapters;
    },
  };
};

/** A person as a tab names them, checked. */
export const asPerson = (person: {
  readonly userId: string;
  readonly number: number;
  readonly name: string;
}): PersonFact | undefined =>
  parseUserId(person.userId) === undefined
    ? undefined
    : { userId: person.userId, number: person.number, name: person.name };
