import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { DONE, fail } from '../../../shared/result.ts';
import type { Jump } from '../projections/timeline-jumps.ts';
import type { TimelineModel } from '../projections/timeline-model.ts';
import { type CommandDeps, type Handlers, toAnswer } from './handler.ts';

type TabDeps = Pick<CommandDeps, 'screens' | 'tab'>;

/** Only what the tab looks at can be moved. */
const move = async ({ screens, tab }: TabDeps, id: ConversationId, work: (model: TimelineModel) => Promise<void>) => {
  const model = screens.shown(tab, id);
  if (model === undefined) return fail('unknown');
  await work(model);
  return toAnswer(DONE);
};
const jump = async (
  { screens, tab }: TabDeps,
  id: ConversationId,
  work: (model: TimelineModel) => Promise<Jump>,
): Promise<Jump> => {
  const model = screens.shown(tab, id);
  return model === undefined ? fail('unknown') : work(model);
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
