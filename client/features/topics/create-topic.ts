import { batch, createMemo, createSignal, onCleanup, untrack } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ConversationView } from '../../channel/conversation-view.ts';
import { NO_TIMELINE } from '../../channel/no-timeline.ts';
import type { Projections } from '../../channel/projections.ts';
import type { Channel, Splice } from '../../channel/protocol.ts';
import type { TimelineEntry, TimelineInfo } from '../../channel/timeline-view.ts';
import { createOwnStore } from '../../primitives/own-store/create-own-store.ts';
import type { EchoPlace } from './echo-sends.ts';

/** A projection as a store in which only what differs changes. Undefined until the replica has answered. */
export const createProjection = <Name extends Exclude<keyof Projections, 'conversations'>>(
  channel: Channel,
  topic: Name,
  key: 'id' | 'key' | 'userId' = 'key',
): (() => Projections[Name] | undefined) => {
  const [state, setState] = createOwnStore<{ value?: Projections[Name] }>({}, { key });
  onCleanup(
    channel.subscribe(topic, (message) => {
      if (message.type !== 'value') return;
      // The channel's types say that a topic carries its own projection.
      setState({ value: message.value as Projections[Name] });
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
  const [state, setState] = createOwnStore<ConversationTopic>({ answered: false, view: undefined }, { key: 'userId' });
  onCleanup(
    channel.subscribe(`conversation/${id}`, (message) => {
      if (message.type !== 'value') return;
      setState({ answered: true, view: message.value as ConversationView | undefined });
    }),
  );
  return state;
};

export interface Timeline extends EchoPlace {
  /** Entries keep their identity as long as they are there: a row on screen is changed and never replaced. */
  readonly entries: readonly TimelineEntry[];
  readonly info: TimelineInfo;
}

interface Held {
  readonly entry: TimelineEntry;
  readonly set: (next: TimelineEntry) => void;
}

const hold = (made: TimelineEntry): Held => {
  const [entry, set] = createOwnStore(made, { key: 'key', merge: false });
  return { entry, set };
};

/** Whether only the content of entries changed: same keys, same places. */
export const isUpdate = (entries: readonly { readonly key: string }[], splice: Splice): boolean =>
  splice.remove === splice.insert.length &&
  splice.insert.every((entry, index) => entries[splice.at + index]?.key === entry.key);

/** Each entry is a store of its own, so that a change of one costs nothing for the others, and the list is plain. */
export const createTimeline = (channel: Channel, id: ConversationId): Timeline => {
  /** What the replica says, and what it does not know yet. */
  const [told, setTold] = createSignal<readonly TimelineEntry[]>([]);
  const [echoes, setEchoes] = createSignal<readonly TimelineEntry[]>([]);
  // When the replica's own entry takes the place of its echo, nothing changes for readers of the list.
  const entries = createMemo(() => (echoes().length === 0 ? told() : [...told(), ...echoes()]), [], {
    equals: (a, b) => a.length === b.length && a.every((entry, at) => entry === b[at]),
  });
  const [info, setInfo] = createOwnStore<TimelineInfo>(NO_TIMELINE, { key: 'id' });
  let held = new Map<string, Held>();

  onCleanup(
    channel.subscribe(`timeline/${id}`, (message) => {
      if (message.type !== 'timeline') return;
      const { splice, whole } = message;
      const now = untrack(told);
      batch(() => {
        const isSame = !whole && isUpdate(now, splice);
        const inserted = splice.insert.map((entry) => {
          const known = held.get(entry.key);
          // Keys are told apart by kind: what changes its kind is another row.
          if (known === undefined || known.entry.kind !== entry.kind) {
            const fresh = hold(entry);
            held.set(entry.key, fresh);
            return fresh.entry;
          }
          known.set(entry);
          return known.entry;
        });
        if (!isSame) {
          const next = whole
            ? inserted
            : [...now.slice(0, splice.at), ...inserted, ...now.slice(splice.at + splice.remove)];
          const keys = new Set(splice.insert.map(({ key }) => key));
          setEchoes((all) => (all.some(({ key }) => keys.has(key)) ? all.filter(({ key }) => !keys.has(key)) : all));
          if (next.length + untrack(echoes).length < held.size) {
            const kept = new Map<string, Held>();
            for (const { key } of [...next, ...untrack(echoes)]) {
              const one = held.get(key);
              if (one !== undefined) kept.set(key, one);
            }
            held = kept;
          }
          setTold(next);
        }
        setInfo(message.info);
      });
    }),
  );
  return {
    get entries() {
      return entries();
    },
    info,
    belongs: () => true,
    echo: (entry) => {
      if (info.hasNewer || !info.ready || held.has(entry.key)) return () => undefined;
      const fresh = hold(entry);
      held.set(entry.key, fresh);
      setEchoes((all) => [...all, fresh.entry]);
      return () => {
        if (!untrack(echoes).includes(fresh.entry)) return;
        held.delete(entry.key);
        setEchoes((all) => all.filter((one) => one !== fresh.entry));
      };
    },
  };
};
