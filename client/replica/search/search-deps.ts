import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { SearchTopic } from '../../channel/search-view.ts';
import type { KnownConversation } from '../conversations/known-conversation.ts';
import type { Directory } from '../directory.ts';
import type { Fetching } from '../documents/fetching.ts';
import type { Pool } from '../documents/pool.ts';
import type { LocalState } from '../local-state.ts';
import type { Clock, Disk } from '../ports.ts';

/** What the index is made from. */
export interface IndexDeps {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly userId: string;
  /** The account's number. */
  readonly me: number;
  readonly localState: {
    readonly tables: {
      readonly document: Pick<LocalState['tables']['document'], 'get' | 'has'>;
      readonly fact: Pick<LocalState['tables']['fact'], 'get'>;
    };
  };
  readonly directory: Pick<Directory, 'ids' | 'chapters' | 'versionOf'> & {
    readonly get: (id: ConversationId) => Pick<KnownConversation, 'state'> | undefined;
  };
  readonly pool: Pick<Pool, 'peek' | 'use' | 'leave'>;
}

export interface SearchDeps extends IndexDeps {
  readonly directory: Directory;
  readonly pool: Pool;
  readonly fetching: Pick<Fetching, 'fetch'>;
  /** Connected and allowed to fetch documents of the conversation. */
  readonly isReachable: (id: ConversationId) => boolean;
  /** The reader does not see it: blocked, deleted for them, or being deleted. */
  readonly isLeftOut: (
    id: ConversationId,
    message: { readonly id: string; readonly by: number; readonly seq: number },
  ) => boolean;
  readonly emit: (event: { readonly type: 'search-progressed'; readonly topic: SearchTopic }) => void;
}
