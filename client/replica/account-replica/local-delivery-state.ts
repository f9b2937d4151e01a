import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { LocalState } from '../local-state.ts';

export type LocalDeliveryState = 'pending' | 'saved' | 'not-saved' | 'not-sent';

/** How far a message without a stamp has come on this device. */
export const localDeliveryState =
  (localState: LocalState) =>
  (live: ReplicaDocument, message: ChapterMessage): LocalDeliveryState => {
    if (live.record.handled.includes(`messages/${message.id}`)) return 'not-sent';
    if (!live.written.has(message.id)) return 'saved';
    return live.saver.failing() || localState.failing() ? 'not-saved' : 'pending';
  };
