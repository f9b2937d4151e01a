import type { UserId } from '../../../shared/ids/account.ts';
import { parseUserId } from '../../../shared/ids/account.ts';
import { type ConversationId, directIdOf, kindOf, parseConversationId } from '../../../shared/ids/conversation.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { DONE, fail } from '../../../shared/result.ts';
import { withoutHidden } from '../../../shared/text/hidden-characters.ts';
import type { Person } from '../../channel/person.ts';
import { asPerson } from '../directory.ts';
import type { Change, LocalState } from '../local-state.ts';
import type { Changes } from '../outbox/changes.ts';
import type { OptimisticState } from '../outbox/optimistic-state.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { LocalRecord } from '../records.ts';
import type { Outcome, WritingDeps } from './writing.ts';

export interface ConversationDeps extends WritingDeps {
  readonly localState: LocalState;
  readonly outbox: Outbox;
  readonly optimistic: OptimisticState;
  readonly changes: Changes;
  readonly userId: UserId;
}

const createHere = async (deps: ConversationDeps, id: ConversationId, made: LocalRecord): Promise<Outcome> => {
  const { localState, outbox } = deps;
  // A conversation that was refused, or is being withdrawn, may be created again.
  const known = deps.directory.get(id);
  if (known !== undefined && known.state !== 'refused') return DONE;
  // The server says who they are. A name or number given here, by a contact card, counts only until then.
  const people = made.people.map((one) => localState.tables.person.get(one.userId) ?? one);
  const again = [...localState.tables.command].filter(([, one]) => one.kind === 'create' && one.conversationId === id);
  const kept = await localState.commit([
    { kind: 'local', key: id, value: { ...made, people } },
    ...again.map(([key]): Change => ({ kind: 'command', key, value: undefined })),
  ]);
  const queued = await outbox.add({ kind: 'create', conversationId: id });
  return kept && queued ? DONE : fail('failed');
};

/** The direct conversation with a person, made here and now when there is none. */
export const startDirect = async (deps: ConversationDeps, person: Person): Promise<ConversationId | undefined> => {
  const other = parseUserId(person.userId);
  const known = asPerson(person);
  if (other === undefined || known === undefined) return undefined;
  const id = directIdOf(deps.userId, other);
  const people = other === deps.userId ? [] : [known];
  await createHere(deps, id, { kind: 'direct', people, createdAt: deps.clock.now(), state: 'waiting' });
  return id;
};

export const createGroup = async (
  deps: ConversationDeps,
  input: { readonly conversationId: string; readonly name: string; readonly members: readonly Person[] },
): Promise<Outcome> => {
  const id = parseConversationId(input.conversationId);
  const name = withoutHidden(input.name).trim();
  if (id === undefined || kindOf(id) !== 'group') return fail('unknown');
  if (name === '') return fail('empty');
  if ([...name].length > LIMITS.nameCharacters) return fail('too-long');
  const people = input.members.flatMap((one) => asPerson(one) ?? []).filter(({ userId }) => userId !== deps.userId);
  if (people.length >= LIMITS.groupMembers) return fail('too-many');
  return createHere(deps, id, { kind: 'group', name, people, createdAt: deps.clock.now(), state: 'waiting' });
};
