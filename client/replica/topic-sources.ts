import { parseConversationId } from '../../shared/ids/conversation.ts';
import type { Connection, Preferences, Session } from '../channel/projections.ts';
import type { Topic } from '../channel/protocol.ts';
import { NO_SEARCH, type SearchTopic } from '../channel/search-view.ts';
import type { ThreadView } from '../channel/timeline-view.ts';
import { NO_PREFERENCES as NOTHING_PREFERRED } from './account/account-preferences.ts';
import type { AccountReplica } from './account-replica/account-replica.ts';
import type { ThreadTopic } from './screens.ts';
import type { TopicSources } from './topics.ts';

const OFFLINE: Connection = {
  state: 'offline',
  since: 0,
  settled: false,
  unsent: 0,
  unsaved: 0,
  saveFailing: false,
  notSent: 0,
  refused: 0,
};

const NO_PREFERENCES: Preferences = { ...NOTHING_PREFERRED, readReceipts: true, lastSeen: true };
const NO_THREAD: ThreadView = { root: undefined, replies: [], complete: false, draft: '' };
const isSearch = (topic: Topic): topic is SearchTopic => topic.startsWith('search/');
const isThread = (topic: Topic): topic is ThreadTopic => topic.startsWith('thread/');

const sessionOf = (signedIn: AccountReplica | undefined, isStarting: boolean): Session =>
  signedIn !== undefined
    ? { kind: 'signed-in', me: signedIn.projections.me(), ended: signedIn.localState.session().ended }
    : { kind: isStarting ? 'starting' : 'signed-out' };

/** What each topic says, whether somebody is signed in or not. */
export const topicSources = (signedIn: () => AccountReplica | undefined, isStarting: () => boolean): TopicSources => ({
  isWithheld: (topic) => isStarting() && signedIn() === undefined && topic !== 'session' && topic !== 'connection',
  value: (topic) => {
    switch (topic) {
      case 'session':
        return sessionOf(signedIn(), isStarting());
      case 'connection':
        return signedIn()?.projections.connection() ?? OFFLINE;
      case 'not-sent':
        return signedIn()?.projections.notSent() ?? [];
      case 'blocked':
        return signedIn()?.projections.blocked() ?? [];
      case 'uploads':
        return signedIn()?.projections.uploads() ?? [];
      case 'outbox':
        return signedIn()?.projections.outbox() ?? [];
      case 'preferences':
        return signedIn()?.projections.preferences() ?? NO_PREFERENCES;
      default: {
        if (isThread(topic)) return signedIn()?.projections.screens.thread(topic)?.value() ?? NO_THREAD;
        if (isSearch(topic)) return signedIn()?.projections.search.value(topic) ?? NO_SEARCH;
        const id = parseConversationId(topic.slice('conversation/'.length));
        return id === undefined ? undefined : signedIn()?.projections.conversation(id);
      }
    }
  },
  rows: () => signedIn()?.projections.conversations() ?? [],
  timeline: (tab, id) => signedIn()?.projections.screens.timeline(tab, id),
  leaveTimeline: (tab, id) => signedIn()?.projections.screens.leaveTimeline(tab, id),
  leave: (topic) => {
    if (isThread(topic)) signedIn()?.projections.screens.leaveThread(topic);
    if (isSearch(topic)) signedIn()?.projections.search.leave(topic);
  },
});
