import { chapterDocument } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { type MessageId, parseMessageId } from '../../../shared/ids/ulid.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import type {
  ExportedAccount,
  ExportedChapter,
  ExportedConversation,
  ExportedEvent,
  ExportedMessage,
} from '../../channel/exported.ts';
import type { CommandDeps } from '../commands/handler.ts';
import { bringChapter } from '../documents/bring-chapter.ts';
import { isPastDue } from '../projections/timeline-render-context.ts';
import { exportedAccount } from './exported-account.ts';
import { exportedEvent, exportedMessage } from './exported-message.ts';

export type ExportDeps = Pick<
  CommandDeps,
  | 'account'
  | 'clock'
  | 'connectivity'
  | 'directory'
  | 'fetching'
  | 'localState'
  | 'me'
  | 'pending'
  | 'pictures'
  | 'pool'
>;

/** Bodies that are being opened are waited for so long. ms */
const BODIES_WITHIN = 1_000;

export const exportConversation = ({ directory }: ExportDeps, id: ConversationId): ExportedConversation => {
  const known = directory.get(id);
  return {
    id,
    kind: known?.kind ?? 'group',
    title: known?.title ?? '',
    picture: known?.kind === 'group' ? known.picture : undefined,
    role: known?.role,
    members: known?.members.map(({ person, role }) => ({ name: person.name, number: person.number, role })) ?? [],
    chapters: directory.chapters(id),
  };
};

/** The message one answers, when it stands in the same chapter. */
const answered = (
  { body }: ChapterMessage,
  get: (id: MessageId) => ChapterMessage | undefined,
): ChapterMessage | undefined => {
  const id = body?.reply === undefined ? undefined : parseMessageId(body.reply.id);
  return id === undefined ? undefined : get(id);
};

/** One chapter, fetched when it is not here; of the last one also what waits for its files. */
export const exportChapter = async (deps: ExportDeps, id: ConversationId, number: number): Promise<ExportedChapter> => {
  const { account, clock, directory, localState, me, pending, pool } = deps;
  const name = chapterDocument(id, number);
  const whole = await bringChapter(deps, id, name);
  const entries: (ExportedMessage | ExportedEvent)[] = [];
  const unread: MessageId[] = [];
  const isShown = (message: ChapterMessage): boolean =>
    !isPastDue(message, clock.now()) && !account.state.isHidden(id, message.id, message.stamp?.seq);
  const add = (message: ChapterMessage, get: (id: MessageId) => ChapterMessage | undefined): void => {
    try {
      const quoted = answered(message, get);
      entries.push(
        exportedMessage(
          message,
          (one) => directory.person(one).name,
          me,
          quoted !== undefined && isShown(quoted) ? quoted : undefined,
        ),
      );
    } catch {
      unread.push(message.id);
    }
  };
  // One that is neither here nor was fetched is never opened: that would make it.
  const isHere = localState.tables.document.has(name) || pool.peek(name) !== undefined;
  const live = isHere ? await pool.use(name).catch(() => undefined) : undefined;
  const index = live?.index;
  if (live !== undefined) {
    await live.bodies.settled(BODIES_WITHIN);
    const person = (one: number) => directory.person(one);
    const events = (index?.events() ?? []).map((one) => exportedEvent(one, { me, person }));
    let told = 0;
    // Events stand behind the message with their number.
    const tellUpTo = (seq: number): void => {
      while (told < events.length && (events[told]?.seq ?? 0) < seq) entries.push(...events.slice(told, ++told));
    };
    for (const message of index?.messages() ?? []) {
      if (message.stamp !== undefined) tellUpTo(message.stamp.seq);
      if (isShown(message)) add(message, (one) => index?.get(one));
    }
    tellUpTo(Number.POSITIVE_INFINITY);
    pool.leave(live);
  }
  if (number === directory.chapters(id).at(-1)) for (const message of pending.in(id)) add(message, () => undefined);
  return { entries, unread, whole: whole && (!isHere || index !== undefined) };
};

export const exportAccount = async (deps: ExportDeps): Promise<ExportedAccount> => {
  const { account, directory, localState, me } = deps;
  const live = await account.open();
  const { userId, name, email } = localState.session();
  return {
    profile: { ...directory.person(me), userId, number: me, name, email },
    settings: live === undefined ? {} : exportedAccount(live.doc, me, live.bodies.peek),
    notSent: [...localState.tables.notSent.values()],
  };
};
