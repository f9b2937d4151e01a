import type * as Y from 'yjs';
import { parseDraftKey, parseDraftPlace } from '../../../shared/drafts/draft-key.ts';
import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import { type MessageId, parseMessageId } from '../../../shared/ids/ulid.ts';
import type { DraftTarget } from '../../channel/conversation-view.ts';
import { type AccountPreferences, NO_PREFERENCES, readPreferences } from './account-preferences.ts';
import { ARRANGEMENT_KEYS, type Arrangement, NOT_ARRANGED, readArrangement } from './arrangement.ts';
import { asChapter, messageKey, type NamedMessage, parseMessageKey } from './message-key.ts';

export interface Star extends NamedMessage {
  readonly chapter: number;
  /** When it was starred, ms since 1970. */
  readonly at: number;
}

/** What looks different since the last look. */
type AccountChange =
  | 'all'
  | {
      /** Conversations whose place in the list, or draft, changed. */
      readonly rows: ReadonlySet<ConversationId>;
      /** Conversations of which a message was starred or hidden, or is no longer. */
      readonly messages: ReadonlySet<ConversationId>;
      /** Conversations in whose threads a draft changed. */
      readonly threads: ReadonlySet<ConversationId>;
      readonly preferences: boolean;
    };

/** What the account document says, kept ready: looking at it costs nothing, a change costs what changed. */
export interface AccountState {
  /** Applies what changed in the document; a different document is read completely. */
  readonly refresh: (doc: Y.Doc) => AccountChange;
  readonly arrangement: (id: ConversationId) => Arrangement;
  readonly target: (id: ConversationId) => DraftTarget | undefined;
  readonly isStarred: (id: ConversationId, messageId: MessageId) => boolean;
  /** @param seq of its stamp; undefined: the server does not have it, so that no clearing took it along */
  readonly isHidden: (id: ConversationId, messageId: MessageId, seq: number | undefined) => boolean;
  /** The seq up to which the person has cleared a conversation for themself; 0: nothing. */
  readonly clearedTo: (id: ConversationId) => number;
  /** The seq at which the person has removed a conversation from their list; 0: never. */
  readonly removedAt: (id: ConversationId) => number;
  readonly hiddenCount: () => number;
  /** How many messages of a conversation are hidden. */
  readonly hiddenIn: (id: ConversationId) => number;
  /** A stranger's request was put away. */
  readonly isDeclined: (id: ConversationId) => boolean;
  /** The latest first. */
  readonly stars: () => readonly Star[];
  readonly preferences: () => AccountPreferences;
  /** Another one than before: what others may know was changed on some device. */
  readonly privacySign: () => number | undefined;
  readonly stop: () => void;
}

const DECLINED_PREFIX = 'declined/';
/** In `contacts`: when the request was put away. */
export const declinedKey = (id: ConversationId): string => DECLINED_PREFIX + id;

export const TARGET_PREFIX = 'target/';
const OF_CONVERSATION: readonly string[] = [...ARRANGEMENT_KEYS, 'target', 'clear', 'remove'];

/** In `preferences`: up to which seq one device has cleared, or removed, a conversation. */
export const raisedKey = (kind: 'clear' | 'remove', id: ConversationId, device: number): string =>
  `${kind}/${id}/${device}`;

const readRaised = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;

const readTarget = (value: unknown): DraftTarget | undefined => {
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const [kind, place, id]: unknown[] = value;
  const chapter = asChapter(place);
  const messageId = typeof id === 'string' ? parseMessageId(id) : undefined;
  if ((kind !== 'reply' && kind !== 'edit') || chapter === undefined || messageId === undefined) return undefined;
  return { kind, chapter, messageId };
};

const readStar = (key: string, value: unknown): Star | undefined => {
  const message = parseMessageKey(key);
  if (message === undefined || !Array.isArray(value)) return undefined;
  const [place, at]: unknown[] = value;
  const chapter = asChapter(place);
  return chapter === undefined || typeof at !== 'number' ? undefined : { ...message, chapter, at };
};

export const createAccountState = (): AccountState => {
  let doc: Y.Doc | undefined;
  const arrangements = new Map<ConversationId, Arrangement>();
  const targets = new Map<ConversationId, DraftTarget>();
  const stars = new Map<string, Star>();
  const hidden = new Set<string>();
  const hiddenIn = new Map<ConversationId, number>();
  const declined = new Set<ConversationId>();
  /** Each device has keys of its own, and the furthest counts: nothing that was cleared comes back by merging. */
  const raised = { clear: new Map<ConversationId, number>(), remove: new Map<ConversationId, number>() };
  let sortedStars: readonly Star[] | undefined;
  let preferences: AccountPreferences | undefined;
  /** Since the last look: keys by root. */
  const touched = new Map<string, Set<string>>();
  const names = new WeakMap<object, string>();

  const nameOf = (type: object): string | undefined => {
    const known = names.get(type);
    if (known !== undefined || doc === undefined) return known;
    for (const [name, root] of doc.share) names.set(root, name);
    return names.get(type);
  };

  const note = (transaction: Y.Transaction): void => {
    for (const [type, keys] of transaction.changed) {
      const root = nameOf(type);
      if (root === undefined) continue;
      const known = touched.get(root) ?? new Set();
      touched.set(root, known);
      for (const key of keys) if (key !== null) known.add(key);
    }
  };

  const set = <K, V>(map: Map<K, V>, key: K, value: V | undefined): void => {
    if (value === undefined) map.delete(key);
    else map.set(key, value);
  };

  const takePreference = (map: Y.Map<unknown>, key: string): ConversationId | undefined => {
    const [kind = '', rest = ''] = key.split('/');
    const id = OF_CONVERSATION.includes(kind) ? parseConversationId(rest) : undefined;
    if (id === undefined) preferences = undefined;
    else if (kind === 'clear' || kind === 'remove')
      raised[kind].set(id, Math.max(raised[kind].get(id) ?? 0, readRaised(map.get(key))));
    else if (kind === 'target') set(targets, id, readTarget(map.get(key)));
    else arrangements.set(id, readArrangement(map, id));
    return id;
  };
  const takeStar = (map: Y.Map<unknown>, key: string): ConversationId | undefined => {
    const star = readStar(key, map.get(key));
    set(stars, key, star);
    sortedStars = undefined;
    return parseMessageKey(key)?.conversationId;
  };
  const takeHidden = (map: Y.Map<unknown>, key: string): ConversationId | undefined => {
    const message = parseMessageKey(key);
    if (message === undefined) return undefined;
    const before = hidden.size;
    if (asChapter(map.get(key)) === undefined) hidden.delete(key);
    else hidden.add(key);
    const { conversationId } = message;
    hiddenIn.set(conversationId, (hiddenIn.get(conversationId) ?? 0) + hidden.size - before);
    return conversationId;
  };

  const takeContact = (map: Y.Map<unknown>, key: string): ConversationId | undefined => {
    const id = key.startsWith(DECLINED_PREFIX) ? parseConversationId(key.slice(DECLINED_PREFIX.length)) : undefined;
    if (id === undefined) return undefined;
    if (map.has(key)) declined.add(id);
    else declined.delete(id);
    return id;
  };

  const leave = (): void => {
    doc?.off('afterTransaction', note);
    touched.clear();
  };

  const readAnew = (next: Y.Doc): void => {
    leave();
    doc = next;
    for (const known of [arrangements, targets, stars, hidden, hiddenIn, declined, raised.clear, raised.remove])
      known.clear();
    preferences = undefined;
    sortedStars = undefined;
    for (const key of next.getMap('preferences').keys()) takePreference(next.getMap('preferences'), key);
    for (const key of next.getMap('stars').keys()) takeStar(next.getMap('stars'), key);
    for (const key of next.getMap('hidden').keys()) takeHidden(next.getMap('hidden'), key);
    for (const key of next.getMap('contacts').keys()) takeContact(next.getMap('contacts'), key);
    next.on('afterTransaction', note);
  };

  return {
    refresh: (next) => {
      if (next !== doc) {
        readAnew(next);
        return 'all';
      }
      const rows = new Set<ConversationId>();
      const messages = new Set<ConversationId>();
      const threads = new Set<ConversationId>();
      let other = false;
      for (const [root, keys] of touched) {
        for (const key of keys) {
          const map = next.getMap(root);
          if (root === 'preferences') {
            const id = takePreference(map, key);
            if (id === undefined) other = true;
            else rows.add(id);
            if (id !== undefined && key.startsWith('clear/')) messages.add(id);
          } else if (root === 'drafts') {
            const draft = parseDraftPlace(parseDraftKey(key)?.place ?? '');
            if (draft !== undefined) (draft.kind === 'thread' ? threads : rows).add(draft.conversationId);
          } else if (root === 'contacts') {
            const id = takeContact(map, key);
            if (id !== undefined) rows.add(id);
          } else if (root === 'stars' || root === 'hidden') {
            const id = (root === 'stars' ? takeStar : takeHidden)(map, key);
            if (id !== undefined) messages.add(id);
          }
        }
      }
      touched.clear();
      return { rows, messages, threads, preferences: other };
    },
    arrangement: (id) => arrangements.get(id) ?? NOT_ARRANGED,
    target: (id) => targets.get(id),
    isStarred: (id, messageId) => stars.size > 0 && stars.has(messageKey(id, messageId)),
    isHidden: (id, messageId, seq = Number.POSITIVE_INFINITY) =>
      seq <= (raised.clear.get(id) ?? 0) || (hidden.size > 0 && hidden.has(messageKey(id, messageId))),
    clearedTo: (id) => raised.clear.get(id) ?? 0,
    removedAt: (id) => raised.remove.get(id) ?? 0,
    hiddenCount: () => hidden.size,
    hiddenIn: (id) => hiddenIn.get(id) ?? 0,
    isDeclined: (id) => declined.has(id),
    stars: () =>
      (sortedStars ??= [...stars.values()].sort((a, b) => b.at - a.at || (a.messageId < b.messageId ? 1 : -1))),
    preferences: () =>
      (preferences ??= doc === undefined ? NO_PREFERENCES : readPreferences(doc.getMap('preferences'))),
    privacySign: () => {
      const sign: unknown = doc?.getMap('preferences').get('privacy');
      return typeof sign === 'number' ? sign : undefined;
    },
    stop: leave,
  };
};
