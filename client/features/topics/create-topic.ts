import { batch, createSignal, onCleanup } from 'solid-js';
import { createStore, reconcile, unwrap } from 'solid-js/store';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { Channel, ConversationView, Projections, TimelineEntry, TimelineInfo } from '../../channel/protocol.ts';
import { isPrepend, isUpdate } from '../../channel/splice.ts';

/** A projection as a store in which only what differs changes. Undefined until the replica has answered. */
export const createProjection = <Name extends keyof Projections>(
  channel: Channel,
  topic: Name,
  key: 'id' | 'key' | 'userId' = 'key',
): (() => Projections[Name] | undefined) => {
  const [state, setState] = createStore<{ value?: Projections[Name] }>({});
  onCleanup(
    channel.subscribe(topic, (message) => {
      if (message.type !== 'value') return;
      // The channel's types say that a topic carries its own projection.
      setState(reconcile({ value: message.value as Projections[Name] }, { key }));
    }),
  );
  return () => state.value;
};

/** `known: false`: the replica has answered that there is no such conversation. */
export interface ConversationTopic {
  readonly answered: boolean;
  readonly view: ConversationView | undefined;
}

export const createConversation = (channel: Channel, id: ConversationId): ConversationTopic => {
  const [state, setState] = createStore<{ answered: boolean; view: ConversationView | undefined }>({
    answered: false,
    view: undefined,
  });
  onCleanup(
    channel.subscribe(`conversation/${id}`, (message) => {
      if (message.type !== 'value') return;
      setState(reconcile({ answered: true, view: message.value as ConversationView | undefined }, { key: 'userId' }));
    }),
  );
  return state;
};

const NOTHING: TimelineInfo = {
  hasOlder: false,
  loadingOlder: false,
  hasNewer: false,
  loadingNewer: false,
  olderUnavailable: false,
  ready: false,
  newestSeq: 0,
};

export interface Timeline {
  readonly entries: readonly TimelineEntry[];
  readonly info: TimelineInfo;
  /** True only while older entries are being put before the others. */
  readonly prepending: () => boolean;
}

/** Entries keep their identity by key, so that a row on screen is changed and never made anew. */
export const createTimeline = (channel: Channel, id: ConversationId): Timeline => {
  const [state, setState] = createStore<{ entries: TimelineEntry[]; info: TimelineInfo }>({
    entries: [],
    info: NOTHING,
  });
  const [prepending, setPrepending] = createSignal(false);

  const update = (at: number, entry: TimelineEntry): void =>
    setState('entries', at, reconcile(entry, { key: 'key', merge: false }));

  onCleanup(
    channel.subscribe(`timeline/${id}`, (message) => {
      if (message.type !== 'timeline') return;
      batch(() => {
        const { splice } = message;
        const now = unwrap(state.entries);
        setPrepending(!message.whole && isPrepend(splice, now.length));
        if (!message.whole && isUpdate(now, splice)) {
          for (const [index, entry] of splice.insert.entries()) update(splice.at + index, entry);
        } else {
          const before = message.whole ? [] : now.slice(0, splice.at);
          const after = message.whole ? [] : now.slice(splice.at + splice.remove);
          const removed = message.whole ? now : now.slice(splice.at, splice.at + splice.remove);
          const known = new Map(removed.map((entry) => [entry.key, entry]));
          setState('entries', [...before, ...splice.insert.map((entry) => known.get(entry.key) ?? entry), ...after]);
          for (const [index, entry] of splice.insert.entries())
            if (known.has(entry.key)) update(before.length + index, entry);
        }
        setState('info', reconcile(message.info));
      });
    }),
  );
  return {
    get entries() {
      return state.entries;
    },
    get info() {
      return state.info;
    },
    prepending,
  };
};
