import type { PersonFact, Role } from '../../../shared/protocol/facts.ts';
import type { Command } from '../records.ts';

export interface ExpectedMember {
  readonly person: PersonFact;
  readonly role: Role;
  /** The server has not said so yet. */
  readonly waiting: boolean;
}

export interface ExpectedMembers {
  readonly members: readonly ExpectedMember[];
  /** One asked to be out of it, and the server has not answered. */
  readonly leaving: 'left' | 'deleted' | undefined;
}

type Members = readonly ExpectedMember[];

const withRole = (members: Members, userId: string, role: Role): Members =>
  members.map((one) => (one.person.userId === userId && one.role !== role ? { ...one, role, waiting: true } : one));

const after = (members: Members, command: Command, me: string): Members => {
  switch (command.kind) {
    case 'add-member':
      return members.some(({ person }) => person.userId === command.person.userId)
        ? members
        : [...members, { person: command.person, role: 'member', waiting: true }];
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

/** Members as they will be when the server takes what waits: shown at once. `commands` are those of the conversation, in order. */
export const expectMembers = (known: Members, commands: readonly Command[], me: string): ExpectedMembers => {
  const isLeaving = commands.some((one) => one.kind === 'remove-member' && one.userId === me);
  const isDeleting = commands.some(({ kind }) => kind === 'delete-group');
  return {
    members: commands.reduce((members, command) => after(members, command, me), known),
    leaving: isDeleting ? 'deleted' : isLeaving ? 'left' : undefined,
  };
};
