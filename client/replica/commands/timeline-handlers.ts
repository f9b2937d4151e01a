import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { Jump, TimelineModel } from '../projections/timeline-model.ts';
import { type CommandWorld, done, type Handlers } from './handler.ts';

/** Only what the tab looks at can be moved. */
const move = async (
  { signedIn, tab }: CommandWorld,
  id: ConversationId,
  work: (model: TimelineModel) => Promise<void>,
) => {
  const model = signedIn.screens.shown(tab, id);
  if (model === undefined) return done('unknown');
  await work(model);
  return done(undefined);
};
const jump = async (
  { signedIn, tab }: CommandWorld,
  id: ConversationId,
  work: (model: TimelineModel) => Promise<Jump>,
) => {
  const model = signedIn.screens.shown(tab, id);
  const landed = model === undefined ? 'unknown' : await work(model);
  return typeof landed === 'string' ? ({ ok: false, error: landed } as const) : ({ ok: true, value: landed } as const);
};

/** Where the window of a timeline stands. */
export const TIMELINE_HANDLERS: Handlers<
  'loadOlder' | 'loadNewer' | 'jump' | 'jumpToSeq' | 'jumpToTime' | 'jumpToEnd'
> = {
  loadOlder: (world, { conversationId }) => move(world, conversationId, (model) => model.loadOlder()),
  loadNewer: (world, { conversationId }) => move(world, conversationId, (model) => model.loadNewer()),
  jumpToEnd: (world, { conversationId }) => move(world, conversationId, (model) => model.jumpToEnd()),
  jump: (world, { conversationId, chapter, messageId }) =>
    jump(world, conversationId, (model) => model.jump(chapter, messageId)),
  jumpToSeq: (world, { conversationId, seq }) => jump(world, conversationId, (model) => model.jumpToSeq(seq)),
  jumpToTime: (world, { conversationId, at }) => jump(world, conversationId, (model) => model.jumpToTime(at)),
};
