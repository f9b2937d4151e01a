import { equalityDeep as isSame } from 'lib0/function';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { parseConversationId } from '../../shared/ids/conversation.ts';
import type { ConversationRow } from '../channel/conversation-view.ts';
import { NO_TIMELINE } from '../channel/no-timeline.ts';
import type { FromReplica, Topic, TopicMessage } from '../channel/protocol.ts';
import type { TimelineModel } from './projections/timeline-model.ts';

type ValueTopic = Exclude<Topic, `timeline/${string}` | 'conversations'>;

export interface TopicSources {
  /** Not known yet: tabs keep what another replica sent until `changedAll` sends everything. */
  readonly isWithheld: (topic: Topic) => boolean;
  /** Value of a topic that is sent whole. */
  readonly value: (topic: ValueTopic) => unknown;
  /** The list: rows that look the same are the same objects. */
  readonly rows: () => readonly ConversationRow[];
  /** Each tab has windows of its own. undefined: nobody is signed in. */
  readonly timeline: (tab: string, id: ConversationId) => TimelineModel | undefined;
  readonly leaveTimeline: (tab: string, id: ConversationId) => void;
  /** Nobody looks at a topic of values any more. */
  readonly leave: (topic: Topic) => void;
}

/** Who looks at what. Sends a topic whole first, then when it looks different; what nobody looks at costs nothing. */
export interface Topics {
  readonly subscribe: (tab: string, topic: Topic) => void;
  readonly unsubscribe: (tab: string, topic: Topic) => void;
  readonly forget: (tab: string) => void;
  readonly changed: (topic: Topic) => void;
  /** Everything may look different: another account. */
  readonly changedAll: () => void;
  /** Sends what has changed. */
  readonly flush: () => void;
}

const timelineOf = (topic: Topic): ConversationId | undefined =>
  topic.startsWith('timeline/') ? parseConversationId(topic.slice('timeline/'.length)) : undefined;
const isTimeline = (topic: Topic): topic is `timeline/${ConversationId}` => topic.startsWith('timeline/');

export const createTopics = (sources: TopicSources, emit: (message: FromReplica) => void): Topics => {
  const subscribers = new Map<Topic, Set<string>>();
  const dirty = new Set<Topic>();
  const last = new Map<Topic, unknown>();
  /** The list as the tabs have it. */
  let listed: readonly ConversationRow[] | undefined;

  const tell = (topic: Topic, message: TopicMessage): void => {
    for (const tab of subscribers.get(topic) ?? []) emit({ type: 'topic', tab, message });
  };

  const flushTimeline = (tab: string, topic: `timeline/${ConversationId}`): void => {
    const id = timelineOf(topic);
    const change = id === undefined ? undefined : sources.timeline(tab, id)?.update();
    if (change !== undefined)
      emit({ type: 'topic', tab, message: { type: 'timeline', topic, ...change, whole: false } });
  };

  const flushRows = (): void => {
    const before = listed;
    const now = sources.rows();
    listed = now;
    if (before === undefined) {
      tell('conversations', { type: 'value', topic: 'conversations', value: now });
      return;
    }
    const known = new Set(before);
    const rows = now.filter((row) => !known.has(row));
    const isInOrder = now.length === before.length && now.every(({ id }, at) => id === before[at]?.id);
    if (rows.length === 0 && isInOrder) return;
    const order = isInOrder ? undefined : now.map(({ id }) => id);
    tell('conversations', { type: 'rows', topic: 'conversations', rows, order });
  };

  const flushValue = (topic: ValueTopic): void => {
    const value = sources.value(topic);
    if (last.has(topic) && isSame(last.get(topic), value)) return;
    last.set(topic, value);
    tell(topic, { type: 'value', topic, value });
  };

  const flush = (): void => {
    // Looking may mark more; they go with the same flush, each once.
    for (let round = 0; round < 3 && dirty.size > 0; round++) {
      const topics = [...dirty];
      dirty.clear();
      for (const topic of topics) {
        if (!subscribers.has(topic) || sources.isWithheld(topic)) continue;
        if (isTimeline(topic)) for (const tab of subscribers.get(topic) ?? []) flushTimeline(tab, topic);
        else if (topic === 'conversations') flushRows();
        else flushValue(topic);
      }
    }
  };

  const sendWhole = (tab: string, topic: Topic): void => {
    if (sources.isWithheld(topic)) return;
    if (topic === 'conversations') {
      listed ??= sources.rows();
      emit({ type: 'topic', tab, message: { type: 'value', topic, value: listed } });
      return;
    }
    if (!isTimeline(topic)) {
      if (!last.has(topic)) last.set(topic, sources.value(topic));
      emit({ type: 'topic', tab, message: { type: 'value', topic, value: last.get(topic) } });
      return;
    }
    const id = timelineOf(topic);
    const model = id === undefined ? undefined : sources.timeline(tab, id);
    // First what it has, so that the changes that follow fit.
    const insert = model?.entries() ?? [];
    emit({
      type: 'topic',
      tab,
      message: {
        type: 'timeline',
        topic,
        splice: { at: 0, remove: 0, insert },
        info: model?.info() ?? NO_TIMELINE,
        whole: true,
      },
    });
    flushTimeline(tab, topic);
  };

  const unsubscribe = (tab: string, topic: Topic): void => {
    const tabs = subscribers.get(topic);
    if (tabs === undefined || !tabs.delete(tab)) return;
    const id = timelineOf(topic);
    if (id !== undefined) sources.leaveTimeline(tab, id);
    if (tabs.size > 0) return;
    subscribers.delete(topic);
    last.delete(topic);
    if (topic === 'conversations') listed = undefined;
    dirty.delete(topic);
    sources.leave(topic);
  };

  return {
    subscribe: (tab, topic) => {
      // Before it hears of it: what comes first is the whole.
      flush();
      const tabs = subscribers.get(topic) ?? new Set();
      subscribers.set(topic, tabs.add(tab));
      sendWhole(tab, topic);
    },
    unsubscribe,
    forget: (tab) => {
      for (const topic of [...subscribers.keys()]) unsubscribe(tab, topic);
    },
    changed: (topic) => {
      if (subscribers.has(topic)) dirty.add(topic);
    },
    changedAll: () => {
      last.clear();
      listed = undefined;
      for (const topic of subscribers.keys()) {
        if (isTimeline(topic)) for (const tab of subscribers.get(topic) ?? []) sendWhole(tab, topic);
        else dirty.add(topic);
      }
    },
    flush,
  };
};
