import type { DocumentName } from '../../shared/document/name.ts';
import { type ConversationId, parseConversationId } from '../../shared/ids/conversation.ts';
import { parseMessageId } from '../../shared/ids/ulid.ts';
import type { Topic } from '../channel/protocol.ts';
import { createThreadModel, type ThreadDeps, type ThreadModel } from './projections/thread-model.ts';
import { createTimelineModel, type TimelineDeps, type TimelineModel } from './projections/timeline-model.ts';

export type ThreadTopic = Extract<Topic, `thread/${string}`>;

/** What the tabs look at: a window of its own for each tab and conversation, and threads. */
export interface Screens {
  /** Makes it when the tab has none. */
  readonly timeline: (tab: string, id: ConversationId) => TimelineModel;
  /** The one the tab looks at. */
  readonly shown: (tab: string, id: ConversationId) => TimelineModel | undefined;
  readonly leaveTimeline: (tab: string, id: ConversationId) => void;
  /** undefined: it names no thread. */
  readonly thread: (topic: ThreadTopic) => ThreadModel | undefined;
  readonly leaveThread: (topic: ThreadTopic) => void;
  readonly timelines: (id: ConversationId) => Iterable<TimelineModel>;
  readonly threads: (id: ConversationId) => Iterable<ThreadTopic>;
  /** Topics that show messages of the conversation. */
  readonly topics: (id: ConversationId) => Iterable<Topic>;
  readonly conversations: () => ReadonlySet<ConversationId>;
  /** Whether a timeline of it is. */
  readonly isShown: (id: ConversationId) => boolean;
  readonly documents: () => Iterable<DocumentName>;
  readonly close: () => void;
}

/** What comes on a screen and leaves it. */
export type ScreensEvent =
  | { readonly type: 'conversation-shown' | 'conversation-hidden'; readonly id: ConversationId }
  | { readonly type: 'documents-left'; readonly documents: readonly DocumentName[] };

export const createScreens = (
  deps: TimelineDeps & ThreadDeps & { readonly emit: (event: ScreensEvent) => void },
): Screens => {
  const { emit } = deps;
  const timelines = new Map<string, TimelineModel>();
  const threads = new Map<ThreadTopic, ThreadModel>();
  const keyOf = (tab: string, id: ConversationId): string => `${tab} ${id}`;
  const threadsOf = function* (id: ConversationId): Iterable<ThreadTopic> {
    for (const [topic, model] of threads) if (model.id === id) yield topic;
  };
  const isShown = (id: ConversationId): boolean => [...timelines.values()].some((model) => model.id === id);

  return {
    timeline: (tab, id) => {
      const known = timelines.get(keyOf(tab, id));
      if (known !== undefined) return known;
      const first = !isShown(id);
      const model = createTimelineModel(deps, id);
      timelines.set(keyOf(tab, id), model);
      if (first) emit({ type: 'conversation-shown', id });
      return model;
    },
    shown: (tab, id) => timelines.get(keyOf(tab, id)),
    leaveTimeline: (tab, id) => {
      const model = timelines.get(keyOf(tab, id));
      if (model === undefined) return;
      timelines.delete(keyOf(tab, id));
      if (!isShown(id)) emit({ type: 'conversation-hidden', id });
      const documents = [...model.documents()];
      model.close();
      emit({ type: 'documents-left', documents });
    },
    thread: (topic) => {
      const known = threads.get(topic);
      if (known !== undefined) return known;
      const [, conversation = '', chapter = '', message = ''] = topic.split('/');
      const id = parseConversationId(conversation);
      const messageId = parseMessageId(message);
      if (id === undefined || messageId === undefined || !/^\d{1,7}$/.test(chapter)) return undefined;
      const model = createThreadModel(deps, id, Number(chapter), messageId);
      threads.set(topic, model);
      return model;
    },
    leaveThread: (topic) => {
      const model = threads.get(topic);
      threads.delete(topic);
      if (model === undefined) return;
      const documents = [...model.documents()];
      model.close();
      emit({ type: 'documents-left', documents });
    },
    timelines: function* (id) {
      for (const model of timelines.values()) if (model.id === id) yield model;
    },
    threads: threadsOf,
    topics: function* (id) {
      yield `timeline/${id}`;
      yield* threadsOf(id);
    },
    isShown,
    conversations: () => new Set([...timelines.values(), ...threads.values()].map(({ id }) => id)),
    documents: function* () {
      for (const model of timelines.values()) yield* model.documents();
      for (const model of threads.values()) yield* model.documents();
    },
    close: () => {
      for (const model of timelines.values()) model.close();
      for (const model of threads.values()) model.close();
      timelines.clear();
      threads.clear();
    },
  };
};
