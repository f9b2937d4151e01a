import type { PersonFact, Role } from '../../../shared/protocol/facts.ts';
import type { Command, CommandRecord } from '../records.ts';

export interface ExpectedMember {
  readonly person: PersonFact;
  readonly role: Role;
  /** The server has not said so yet. */
  readonly waiting: boolean;
}

export interface ExpectedMembers {
  readonly members: readonly ExpectedMember[];
  /** One asked to be out of it, and the server has not answered. */
  readonly leaving: { readonly at: number; readonly deleted: boolean } | undefined;
}

type Members = readonly ExpectedMember[];

const withRole = (members: Members, userId: string, role: Role): Members =>
  members.map((one) => (one.person.userId === userId && one.role !== role ? { ...one, role, waiting: true } : one));

const withMember = (members: Members, person: PersonFact): Members =>
  members.some((one) => one.person.userId === person.userId)
    ? members
    : [...members, { person, role: 'member', waiting: true }];

const after = (members: Members, command: Command, me: string, asking: readonly PersonFact[]): Members => {
  switch (command.kind) {
    case 'add-member':
      return withMember(members, command.person);
    case 'answer-request':
      for (const { userId, number, name } of asking)
        if (command.accept && userId === command.userId) return withMember(members, { userId, number, name });
      return members;
    case 'remove-member':
      return members.filter(({ person }) => person.userId !== command.userId);
    case 'change-role':
      return withRole(members, command.userId, command.role);
    case 'hand-over':
      return members.some(({ person }) => person.userId === command.userId)
        ? withRole(withRole(members, me, 'admin'), command.userId, 'owner')
        : members;
    default:
      return members;
  }
};

/**
 * Members as they will be when the server takes what waits: shown at once. `commands` are those of the conversation, in
 * order; `asking` who asks to be let in.
 */
export const expectMembers = (
  known: Members,
  commands: readonly CommandRecord[],
  me: string,
  asking: readonly PersonFact[],
): ExpectedMembers => {
  const leave = commands.find(
    (one) => one.kind === 'decline-group' || (one.kind === 'remove-member' && one.userId === me),
  );
  const end = commands.find(({ kind }) => kind === 'delete-group') ?? leave;
  return {
    members: commands.reduce((members, command) => after(members, command, me, asking), known),
    leaving: end === undefined ? undefined : { at: end.at, deleted: end.kind === 'delete-group' },
  };
};
