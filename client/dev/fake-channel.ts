import type { ConversationId } from '../../shared/ids/conversation.ts';
import type {
  Channel,
  CommandName,
  Commands,
  Connection,
  ConversationRow,
  MessageEntry,
  NotSentEntry,
  Session,
  TimelineEntry,
  TimelineInfo,
  Topic,
  TopicMessage,
} from '../channel/protocol.ts';
import { arrange, ME, MESSAGES, message, NOT_SENT, PEOPLE, ROWS, viewOf } from './fake-data.ts';

const PAGE = 60;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Open {
  /** Oldest first; `from` is where the part that is shown begins. */
  messages: MessageEntry[];
  from: number;
  unread: number;
  shown: readonly TimelineEntry[];
  loading: boolean;
}

/** Behaves as the replica does, from memory and without a server. Only for looking at the interface. */
export const makeFakeChannel = (options: {
  readonly state: Connection['state'];
  readonly signedIn: boolean;
  readonly saveFailing: boolean;
  readonly empty: boolean;
}): Channel => {
  let session: Session = options.signedIn ? { kind: 'signed-in', me: ME } : { kind: 'signed-out' };
  let rows: readonly ConversationRow[] = options.empty ? [] : ROWS;
  let notSent: readonly NotSentEntry[] = options.empty ? [] : NOT_SENT;
  const listeners = new Map<Topic, Set<(message: TopicMessage) => void>>();
  const open = new Map<ConversationId, Open>();
  const online = options.state === 'online';

  const connection = (): Connection => ({
    state: options.state,
    since: Date.now() - 21 * 86_400_000,
    unsent: online || options.empty ? 0 : 3,
    unsaved: options.saveFailing ? 2 : 0,
    saveFailing: options.saveFailing,
    notSent: notSent.length,
  });
  const currentOf = (topic: Topic): unknown => {
    switch (topic) {
      case 'session':
        return session;
      case 'connection':
        return connection();
      case 'conversations':
        return rows;
      case 'not-sent':
        return notSent;
      default: {
        const row = rows.find((one) => `conversation/${one.id}` === topic);
        return row === undefined ? undefined : viewOf(row, online);
      }
    }
  };
  const tell = (topic: Topic): void => {
    if (topic.startsWith('timeline/')) return;
    for (const listener of listeners.get(topic) ?? [])
      listener({
        type: 'value',
        topic: topic as Exclude<Topic, `timeline/${string}`>,
        value: structuredClone(currentOf(topic)),
      });
  };
  const openOf = (id: ConversationId): Open => {
    const known = open.get(id);
    if (known !== undefined) return known;
    const given = options.empty ? undefined : MESSAGES.get(id);
    const messages = [...(given?.list ?? [])];
    const unread = given?.unread ?? 0;
    const made = {
      messages,
      from: Math.max(0, messages.length - Math.max(PAGE, unread + 20)),
      unread,
      shown: [],
      loading: false,
    };
    open.set(id, made);
    return made;
  };
  const infoOf = (one: Open): TimelineInfo => ({
    hasOlder: one.from > 0,
    loadingOlder: one.loading,
    olderUnavailable: false,
    ready: true,
    newestSeq: one.messages.reduce((most, entry) => Math.max(most, entry.seq), 0),
  });
  /** One splice from the first to the last difference. */
  const show = (id: ConversationId, whole = false): void => {
    const one = openOf(id);
    const before = whole ? [] : one.shown;
    const next = arrange(one.messages.slice(one.from), one.unread);
    const same = (a: TimelineEntry | undefined, b: TimelineEntry | undefined) =>
      JSON.stringify(a) === JSON.stringify(b);
    let start = 0;
    while (start < Math.min(before.length, next.length) && same(before[start], next[start])) start++;
    let end = 0;
    while (end < Math.min(before.length, next.length) - start && same(before.at(-1 - end), next.at(-1 - end))) end++;
    one.shown = next;
    const splice = {
      at: start,
      remove: before.length - end - start,
      insert: structuredClone(next.slice(start, next.length - end)),
    };
    for (const listener of listeners.get(`timeline/${id}`) ?? [])
      listener({ type: 'timeline', topic: `timeline/${id}`, splice, info: infoOf(one), whole });
  };
  const change = (id: ConversationId, messageId: string, by: Partial<MessageEntry>): void => {
    const one = openOf(id);
    one.messages = one.messages.map((entry) => (entry.messageId === messageId ? { ...entry, ...by } : entry));
    show(id);
  };
  const changeRow = (id: ConversationId, by: Partial<ConversationRow>): void => {
    rows = rows.map((row) => (row.id === id ? { ...row, ...by } : row));
    tell('conversations');
    tell(`conversation/${id}`);
  };

  const commands: { [C in CommandName]: (input: Commands[C]['in']) => Promise<Commands[C]['out']> } = {
    sessionChanged: async () => {
      session = { kind: 'signed-in', me: ME };
      tell('session');
      return { signedIn: true };
    },
    signOut: async ({ force }) => {
      if (!force && connection().unsent > 0) return { done: false, unsent: connection().unsent };
      session = { kind: 'signed-out' };
      tell('session');
      return { done: true, unsent: 0 };
    },
    searchPeople: async ({ query }) => ({
      people: PEOPLE.filter((one) => one.name.toLowerCase().includes(query.toLowerCase())),
      complete: online,
    }),
    startDirect: async ({ person }) => {
      const known = rows.find(
        (row) => row.peer?.userId === person.userId || (row.kind === 'notes' && person.userId === ME.userId),
      );
      return { conversationId: known?.id ?? (ROWS[0]?.id as ConversationId) };
    },
    createGroup: async ({ conversationId, name, members }) => {
      const row: ConversationRow = {
        id: conversationId,
        kind: 'group',
        title: name,
        peer: undefined,
        membersCount: members.length + 1,
        state: online ? 'ready' : 'waiting',
        last: undefined,
        unread: 0,
        draft: '',
        typing: false,
      };
      rows = [row, ...rows];
      tell('conversations');
      return { conversationId };
    },
    addMember: async () => ({}),
    removeMember: async () => ({}),
    rename: async ({ conversationId, name }) => {
      changeRow(conversationId, { title: name });
      return {};
    },
    send: async ({ conversationId, messageId, text }) => {
      const one = openOf(conversationId);
      const entry = {
        ...message({ by: ME, at: Date.now(), text, state: 'pending', seq: 0 }),
        key: messageId,
        messageId,
      };
      one.messages = [...one.messages, entry];
      one.unread = 0;
      show(conversationId);
      changeRow(conversationId, {
        last: { text, deleted: false, by: undefined, own: true, at: Date.now(), state: 'pending' },
        draft: '',
      });
      const steps: readonly MessageEntry['state'][] = online ? ['saved', 'sent', 'delivered', 'read'] : ['saved'];
      void (async () => {
        for (const state of steps) {
          await wait(500);
          change(conversationId, messageId, { state });
        }
      })();
      return {};
    },
    edit: async ({ conversationId, messageId, text }) => {
      change(conversationId, messageId, { text, edited: true });
      return {};
    },
    remove: async ({ conversationId, messageId }) => {
      change(conversationId, messageId, { text: undefined, deleted: { by: undefined } });
      return {};
    },
    react: async ({ conversationId, messageId, emoji, on }) => {
      const entry = openOf(conversationId).messages.find((one) => one.messageId === messageId);
      if (entry === undefined) return {};
      const others = entry.reactions.filter((one) => one.emoji !== emoji);
      const known = entry.reactions.find((one) => one.emoji === emoji);
      const names = [...(known?.names ?? []).filter((name) => name !== ME.name), ...(on ? [ME.name] : [])];
      change(conversationId, messageId, {
        reactions: names.length === 0 ? others : [...others, { emoji, count: names.length, mine: on, names }],
      });
      return {};
    },
    loadOlder: async ({ conversationId }) => {
      const one = openOf(conversationId);
      one.loading = true;
      show(conversationId);
      await wait(120);
      one.loading = false;
      one.from = Math.max(0, one.from - PAGE);
      show(conversationId);
      return {};
    },
    markRead: async ({ conversationId }) => {
      changeRow(conversationId, { unread: 0 });
      return {};
    },
    typing: async () => ({}),
    saveDraft: async ({ conversationId, text }) => {
      changeRow(conversationId, { draft: text });
      return {};
    },
    retryNotSent: async () => ({}),
    discardNotSent: async ({ key }) => {
      notSent = notSent.filter((entry) => entry.key !== key);
      tell('not-sent');
      tell('connection');
      return {};
    },
  };

  // A button for tests by hand: someone else writes into the open conversation.
  Object.assign(globalThis, {
    fakeIncoming: (id: ConversationId, text: string) => {
      const one = openOf(id);
      one.messages = [
        ...one.messages,
        message({ by: PEOPLE[0] ?? ME, at: Date.now(), text, seq: 10_000 + one.messages.length }),
      ];
      show(id);
    },
  });

  return {
    call: async (name, input) => ({ ok: true, value: await commands[name](input) }),
    subscribe: (topic, listener) => {
      const set = listeners.get(topic) ?? new Set();
      set.add(listener);
      listeners.set(topic, set);
      queueMicrotask(() => {
        if (topic.startsWith('timeline/')) show(topic.slice('timeline/'.length) as ConversationId, true);
        else tell(topic);
      });
      return () => void set.delete(listener);
    },
  };
};
