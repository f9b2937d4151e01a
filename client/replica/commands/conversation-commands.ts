import type { UserId } from '../../../shared/ids/account.ts';
import { parseUserId } from '../../../shared/ids/account.ts';
import { type ConversationId, directIdOf, kindOf, parseConversationId } from '../../../shared/ids/conversation.ts';
import { mayRename } from '../../../shared/permissions/table.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { withoutHidden } from '../../../shared/text/hidden-characters.ts';
import type { Person } from '../../channel/projections.ts';
import { asPerson } from '../directory.ts';
import type { Change, Holdings } from '../holdings.ts';
import type { ChangePlace, Changes } from '../outbox/changes.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { ChangeRecord, LocalRecord } from '../records.ts';
import { type Done, envelopeOf, type WritingWorld, withConversation } from './writing.ts';

export interface ConversationWorld extends WritingWorld {
  readonly holdings: Holdings;
  readonly outbox: Outbox;
  readonly changes: Changes;
  readonly userId: UserId;
}

/** Changes something of the conversation itself: shown at once, and waiting until the server has it. */
export const changeConversation = (
  world: ConversationWorld,
  id: ConversationId,
  place: ChangePlace,
  shown: ChangeRecord['value'],
  written: () => unknown,
): Promise<Done> =>
  withConversation(world, id, (live): Done => {
    void world.changes.note(id, place, shown);
    live.write((doc) => doc.getMap(place.root).set(place.key, written()));
    return undefined;
  });

const createHere = async (world: ConversationWorld, id: ConversationId, made: LocalRecord): Promise<Done> => {
  const { holdings, outbox } = world;
  // One that was refused, or is being taken back, may be made again.
  const known = world.directory.get(id);
  if (known !== undefined && known.state !== 'refused') return undefined;
  // Who they are is the server's to say: a name or number given here (by a contact card) names them only until then.
  const people = made.people.map((one) => holdings.tables.person.get(one.userId) ?? one);
  const again = [...holdings.tables.command].filter(([, one]) => one.kind === 'create' && one.conversationId === id);
  const kept = await holdings.commit([
    { kind: 'local', key: id, value: { ...made, people } },
    ...again.map(([key]): Change => ({ kind: 'command', key, value: undefined })),
  ]);
  const queued = await outbox.add({ kind: 'create', conversationId: id });
  return kept && queued ? undefined : 'failed';
};

/** The direct conversation with a person, made here and now when there is none. */
export const startDirect = async (world: ConversationWorld, person: Person): Promise<ConversationId | undefined> => {
  const other = parseUserId(person.userId);
  const known = asPerson(person);
  if (other === undefined || known === undefined) return undefined;
  const id = directIdOf(world.userId, other);
  const people = other === world.userId ? [] : [known];
  await createHere(world, id, { kind: 'direct', people, createdAt: world.clock.now(), state: 'waiting' });
  return id;
};

export const createGroup = async (
  world: ConversationWorld,
  input: { readonly conversationId: string; readonly name: string; readonly members: readonly Person[] },
): Promise<Done> => {
  const id = parseConversationId(input.conversationId);
  const name = withoutHidden(input.name).trim();
  if (id === undefined || kindOf(id) !== 'group') return 'unknown';
  if (name === '') return 'empty';
  if ([...name].length > LIMITS.nameCharacters) return 'too-long';
  const people = input.members.flatMap((one) => asPerson(one) ?? []).filter(({ userId }) => userId !== world.userId);
  if (people.length >= LIMITS.groupMembers) return 'too-many';
  return createHere(world, id, { kind: 'group', name, people, createdAt: world.clock.now(), state: 'waiting' });
};

export const renameConversation = async (
  world: ConversationWorld,
  id: ConversationId,
  given: string,
): Promise<Done> => {
  const name = withoutHidden(given).trim();
  const standing = world.directory.standingIn(id);
  if (world.directory.get(id) === undefined) return 'unknown';
  if (standing === undefined || !mayRename(standing)) return 'not-allowed';
  if (name === '') return 'empty';
  if ([...name].length > LIMITS.nameCharacters) return 'too-long';
  if (world.directory.get(id)?.title === name) return undefined;
  return changeConversation(world, id, { root: 'profile', key: 'name' }, name, () =>
    envelopeOf(world, { kind: 'name', text: name }),
  );
};
