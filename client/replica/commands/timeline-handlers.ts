import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { Jump, TimelineModel } from '../projections/timeline-model.ts';
import { type CommandDeps, done, type Handlers } from './handler.ts';

type TabDeps = Pick<CommandDeps, 'screens' | 'tab'>;

/** Only what the tab looks at can be moved. */
const move = async ({ screens, tab }: TabDeps, id: ConversationId, work: (model: TimelineModel) => Promise<void>) => {
  const model = screens.shown(tab, id);
  if (model === undefined) return done('unknown');
  await work(model);
  return done(undefined);
};
const jump = async ({ screens, tab }: TabDeps, id: ConversationId, work: (model: TimelineModel) => Promise<Jump>) => {
  const model = screens.shown(tab, id);
  const landed = model === undefined ? 'unknown' : await work(model);
  return typeof landed === 'string' ? ({ ok: false, error: landed } as const) : ({ ok: true, value: landed } as const);
};

/** Where the window of a timeline stands. */
export const TIMELINE_HANDLERS: Handlers<
  'loadOlder' | 'loadNewer' | 'jump' | 'jumpToSeq' | 'jumpToTime' | 'jumpToEnd',
  keyof TabDeps
> = {
  loadOlder: (deps, { conversationId }) => move(deps, conversationId, (model) => model.loadOlder()),
  loadNewer: (deps, { conversationId }) => move(deps, conversationId, (model) => model.loadNewer()),
  jumpToEnd: (deps, { conversationId }) => move(deps, conversationId, (model) => model.jumpToEnd()),
  jump: (deps, { conversationId, chapter, messageId }) =>
    jump(deps, conversationId, (model) => model.jump(chapter, messageId)),
  jumpToSeq: (deps, { conversationId, seq }) => jump(deps, conversationId, (model) => model.jumpToSeq(seq)),
  jumpToTime: (deps, { conversationId, at }) => jump(deps, conversationId, (model) => model.jumpToTime(at)),
};
