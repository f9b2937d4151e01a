import { type MessageBody, summaryOf } from '../../../shared/envelope/body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { makeMessageId } from '../../../shared/ids/ulid.ts';
import type { CommandName, CommandResult, Commands } from '../../channel/protocol.ts';
import type { Api } from '../ports.ts';
import type { SignedIn } from '../signed-in.ts';
import { addMember, createGroup, removeMember, renameConversation, startDirect } from './conversation-commands.ts';
import { type Done, editMessage, reactTo, removeMessage, sendMessage } from './message-commands.ts';

export interface CommandWorld {
  readonly signedIn: SignedIn;
  readonly api: Api;
}

/** Commands of somebody signed in; the two that change who that is are the replica's own. */
type AccountCommand = Exclude<CommandName, 'sessionChanged' | 'signOut'>;
type Handler<C extends AccountCommand> = (world: CommandWorld, input: Commands[C]['in']) => Promise<CommandResult<C>>;

const done = (error: Done): { ok: true; value: Record<never, never> } | { ok: false; error: NonNullable<Done> } =>
  error === undefined ? { ok: true, value: {} } : { ok: false, error };

const withValue = <T>(error: Done, value: T): { ok: true; value: T } | { ok: false; error: NonNullable<Done> } =>
  error === undefined ? { ok: true, value } : { ok: false, error };

/** To be built. */
const missing = async () => ({ ok: false, error: 'failed' }) as const;

const write = async (
  world: CommandWorld,
  id: ConversationId,
  body: MessageBody,
  messageId: Commands['send']['in']['messageId'],
) => {
  const error = await sendMessage(world.signedIn.commands, id, messageId, body);
  if (error === undefined) world.signedIn.sent(id, messageId, summaryOf(body));
  return error;
};

const HANDLERS: { readonly [C in AccountCommand]: Handler<C> } = {
  searchPeople: async ({ signedIn, api }, { query }) => {
    const result = await api.people(query);
    if (result.ok) {
      void signedIn.holdings.commit(result.value.map((value) => ({ kind: 'person', key: value.userId, value })));
      return { ok: true, value: { people: result.value, complete: true } };
    }
    if (result.kind === 'signed-out') return { ok: false, error: 'signed-out' };
    const wanted = query.trim().toLocaleLowerCase();
    const people = [...signedIn.holdings.tables.person.values()].filter(
      ({ name, number }) => number !== signedIn.commands.me && name.toLocaleLowerCase().includes(wanted),
    );
    return { ok: true, value: { people, complete: false } };
  },
  startDirect: async ({ signedIn }, { person }) => {
    const conversationId = await startDirect(signedIn.commands, person);
    return conversationId === undefined ? { ok: false, error: 'unknown' } : { ok: true, value: { conversationId } };
  },
  createGroup: async ({ signedIn }, input) => {
    const error = await createGroup(signedIn.commands, input);
    return error === undefined ? { ok: true, value: { conversationId: input.conversationId } } : { ok: false, error };
  },
  addMember: async ({ signedIn }, { conversationId, person }) =>
    done(await addMember(signedIn.commands, conversationId, person)),
  removeMember: async ({ signedIn }, { conversationId, userId }) =>
    done(await removeMember(signedIn.commands, conversationId, userId)),
  rename: async ({ signedIn }, { conversationId, name }) =>
    done(await renameConversation(signedIn.commands, conversationId, name)),
  send: async (world, { conversationId, messageId, body }) => done(await write(world, conversationId, body, messageId)),
  edit: async ({ signedIn }, { conversationId, chapter, messageId, editId, text }) =>
    done(await editMessage(signedIn.commands, conversationId, chapter, messageId, editId, text)),
  remove: async ({ signedIn }, { conversationId, chapter, messageId }) =>
    withValue(await removeMessage(signedIn.commands, conversationId, chapter, messageId), { at: 0 }),
  react: async ({ signedIn }, { conversationId, chapter, messageId, emoji, on }) =>
    done(await reactTo(signedIn.commands, conversationId, chapter, messageId, emoji, on)),
  undoRemove: missing,
  hide: missing,
  star: missing,
  pin: missing,
  vote: missing,
  closePoll: missing,
  forward: missing,
  versions: missing,
  details: missing,
  starred: missing,
  setDisappear: missing,
  arrange: missing,
  setPreferences: missing,
  usedEmoji: missing,
  loadNewer: missing,
  jump: missing,
  jumpToSeq: missing,
  jumpToTime: missing,
  jumpToEnd: missing,
  loadOlder: async ({ signedIn }, { conversationId }) => {
    await signedIn.timeline(conversationId).loadOlder();
    return done(undefined);
  },
  markRead: async ({ signedIn }, { conversationId, seq }) => {
    signedIn.markRead(conversationId, seq);
    return done(undefined);
  },
  typing: async ({ signedIn }, { conversationId, typing }) => {
    signedIn.setTyping(conversationId, typing);
    return done(undefined);
  },
  saveDraft: async ({ signedIn }, { conversationId, text }) => {
    await signedIn.saveDraft(conversationId, text);
    return done(undefined);
  },
  retryNotSent: async (world, { key }) => {
    const { holdings, commands } = world.signedIn;
    const entry = world.signedIn.notSent().find((one) => one.key === key);
    if (entry === undefined) return done('unknown');
    if (!entry.retry) return done('not-allowed');
    // A new id: the old one may have been used up where it was refused.
    const error = await write(
      world,
      entry.conversationId,
      { kind: 'text', text: entry.text },
      makeMessageId(commands.clock.now(), commands.random),
    );
    if (error === undefined) await holdings.commit([{ kind: 'notSent', key, value: undefined }]);
    world.signedIn.changedNotSent();
    return done(error);
  },
  discardNotSent: async ({ signedIn }, { key }) => {
    await signedIn.holdings.commit([{ kind: 'notSent', key, value: undefined }]);
    signedIn.changedNotSent();
    return done(undefined);
  },
};

/** Runs one command of a tab. The tab and the replica are one program: inputs are of the type their name says. */
export const runCommand = <C extends AccountCommand>(
  world: CommandWorld,
  name: C,
  input: unknown,
): Promise<CommandResult<C>> => {
  const handler: Handler<C> = HANDLERS[name];
  return handler(world, input as Commands[C]['in']);
};
