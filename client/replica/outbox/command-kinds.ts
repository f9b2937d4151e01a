import { parseConversationId } from '../../../shared/ids/conversation.ts';
import { DONE, fail } from '../../../shared/result.ts';
import type { OutboxEntry } from '../../channel/projections.ts';
import type { LocalState } from '../local-state.ts';
import type { Api, ApiResult } from '../ports.ts';
import type { Command, CommandOf } from '../records.ts';

export interface CommandKindDeps {
  readonly localState: LocalState;
  readonly api: Api;
}

/** How a command stands in the list of what waits. */
interface ShownCommand {
  readonly kind: OutboxEntry['kind'];
  readonly conversationId?: string;
  /** User id of the person it concerns. */
  readonly about?: string | undefined;
  /** Their name, when the facts may not know them. */
  readonly name?: string | undefined;
}

/** All there is to say of one kind of command; what follows from its answer is in `outbox-events.ts`. */
interface CommandKind<C> {
  /** Commands of one queue wait for each other, in the order they were asked for. */
  readonly queue: (command: C) => string;
  /** Carries it out; doing so twice must be as good as once. */
  readonly attempt: (command: C, deps: CommandKindDeps) => Promise<ApiResult<void>>;
  /** undefined: a setting that is not listed, and when it is refused is as if it had not been asked. */
  readonly shown: (command: C, deps: CommandKindDeps) => ShownCommand | undefined;
  /** A conversation whose unsent words go first: afterwards nothing of them would be taken. */
  readonly afterWordsIn?: (command: C, deps: CommandKindDeps) => string | undefined;
}

const INVALID: ApiResult<void> = fail({ kind: 'refused', code: 'invalid', retry: false });

/** Who is out of a group, or finds it gone, has what they asked for: another device of theirs was faster. */
const unlessGone = (result: ApiResult<void>): ApiResult<void> =>
  !result.ok && result.error.code === 'not-found' ? DONE : result;

const inConversation = ({ conversationId }: { readonly conversationId: string }): string => conversationId;
const aboutMember =
  (kind: OutboxEntry['kind']) =>
  ({ conversationId, userId }: { readonly conversationId: string; readonly userId: string }): ShownCommand => ({
    kind,
    conversationId,
    about: userId,
  });

const KINDS: { readonly [K in Command['kind']]: CommandKind<CommandOf<K>> } = {
  create: {
    queue: inConversation,
    attempt: async ({ conversationId }, { localState, api }) => {
      const id = parseConversationId(conversationId);
      if (id === undefined) return INVALID;
      const made = localState.tables.local.get(id);
      // The feed has it already: somebody's creation was accepted.
      if (made === undefined) return DONE;
      const members = made.people.map(({ userId }) => userId);
      const name = made.name === undefined ? {} : { name: made.name };
      return api.createConversation({ id, kind: made.kind, members, ...name });
    },
    shown: ({ conversationId }, { localState }) => {
      const made = localState.tables.local.get(conversationId);
      return made?.kind === 'direct'
        ? { kind: 'start-direct', conversationId, name: made.people[0]?.name }
        : { kind: 'create-group', conversationId };
    },
  },
  'add-member': {
    queue: inConversation,
    attempt: ({ conversationId, person }, { api }) => api.addMember(conversationId, { userId: person.userId }),
    shown: ({ conversationId, person }) => ({
      kind: 'add-member',
      conversationId,
      about: person.userId,
      name: person.name,
    }),
  },
  'remove-member': {
    queue: inConversation,
    attempt: async ({ conversationId, userId }, { localState, api }) => {
      const result = await api.removeMember(conversationId, userId);
      return userId === localState.session().userId ? unlessGone(result) : result;
    },
    shown: ({ conversationId, userId }, { localState }) =>
      userId === localState.session().userId
        ? { kind: 'leave', conversationId }
        : { kind: 'remove-member', conversationId, about: userId },
    afterWordsIn: ({ conversationId, userId }, { localState }) =>
      userId === localState.session().userId ? conversationId : undefined,
  },
  'change-role': {
    queue: inConversation,
    attempt: ({ conversationId, userId, role }, { api }) => api.changeMember(conversationId, userId, { role }),
    shown: (command) => aboutMember(command.role === 'admin' ? 'make-admin' : 'remove-admin')(command),
  },
  'hand-over': {
    queue: inConversation,
    attempt: ({ conversationId, userId }, { api }) => api.transferOwnership(conversationId, userId),
    shown: aboutMember('transfer'),
  },
  'delete-group': {
    queue: inConversation,
    attempt: async ({ conversationId }, { api }) => unlessGone(await api.deleteConversation(conversationId)),
    shown: ({ conversationId }) => ({ kind: 'delete-group', conversationId }),
  },
  'answer-request': {
    queue: inConversation,
    attempt: ({ conversationId, userId, accept }, { api }) => api.answerRequest(conversationId, userId, accept),
    shown: (command) => aboutMember(command.accept ? 'let-in' : 'decline-request')(command),
  },
  block: {
    queue: ({ person }) => `person/${person.userId}`,
    attempt: ({ person, on, decidedAt }, { api }) => api.block(person.userId, { on, at: decidedAt }),
    shown: ({ person, on }) => ({ kind: on ? 'block' : 'unblock', about: person.userId, name: person.name }),
  },
  'accept-stranger': {
    queue: inConversation,
    attempt: ({ conversationId }, { api }) => api.acceptStranger(conversationId),
    shown: () => undefined,
  },
  'decline-group': {
    queue: inConversation,
    attempt: async ({ conversationId }, { api }) => unlessGone(await api.declineGroup(conversationId)),
    shown: ({ conversationId }) => ({ kind: 'decline-group', conversationId }),
  },
  report: {
    queue: ({ reportId }) => `report/${reportId}`,
    attempt: ({ reportId, conversationId, reason, messages }, { api }) =>
      api.report({ id: reportId, conversationId, reason, messages }),
    shown: ({ conversationId }) => ({ kind: 'report', conversationId }),
  },
  privacy: {
    queue: () => 'privacy',
    attempt: ({ readReceipts, lastSeen }, { api }) =>
      api.changeMe({
        ...(readReceipts === undefined ? {} : { readReceipts }),
        ...(lastSeen === undefined ? {} : { lastSeen }),
      }),
    shown: () => undefined,
  },
  profile: {
    queue: () => 'profile',
    attempt: ({ name, username, picture, status }, { api }) =>
      api.changeMe({
        ...(name === undefined ? {} : { name }),
        ...(username === undefined ? {} : { username }),
        ...(picture === undefined ? {} : { picture }),
        ...(status === undefined ? {} : { status }),
      }),
    shown: () => ({ kind: 'profile' }),
  },
  picture: {
    // One's own goes before the change that names it.
    queue: ({ conversationId }) => conversationId ?? 'profile',
    attempt: ({ hash, bytes }, { api }) => api.putPicture(hash, bytes),
    shown: ({ conversationId }) => (conversationId === undefined ? undefined : { kind: 'picture', conversationId }),
  },
};

/** The kind of a command, with the command in hand. */
export interface KnownCommand {
  readonly queue: string;
  readonly attempt: (deps: CommandKindDeps) => Promise<ApiResult<void>>;
  readonly shown: (deps: CommandKindDeps) => ShownCommand | undefined;
  readonly afterWordsIn: (deps: CommandKindDeps) => string | undefined;
}

const bind = <C>(kind: CommandKind<C>, command: C): KnownCommand => ({
  queue: kind.queue(command),
  attempt: (deps) => kind.attempt(command, deps),
  shown: (deps) => kind.shown(command, deps),
  afterWordsIn: (deps) => kind.afterWordsIn?.(command, deps),
});

export const knownCommand = <K extends Command['kind']>(command: CommandOf<K>): KnownCommand =>
  bind(KINDS[command.kind], command);
