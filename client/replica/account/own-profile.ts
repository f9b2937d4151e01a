import * as sha256 from 'lib0/hash/sha256';
import type { PersonFact } from '../../../shared/protocol/facts.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { PICTURE_BYTES, pictureTypeOf } from '../../../shared/protocol/picture.ts';
import { DONE, fail } from '../../../shared/result.ts';
import { withoutHidden } from '../../../shared/text/hidden-characters.ts';
import type { Commands } from '../../channel/commands.ts';
import type { Outcome } from '../commands/writing.ts';
import type { LocalState } from '../local-state.ts';
import type { OptimisticState } from '../outbox/optimistic-state.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Pictures } from '../ports.ts';
import type { CommandOf } from '../records.ts';
import type { AccountEvent } from './account-events.ts';

/** What others see of one. It is the server's to keep, and changes by commands. */
export interface OwnProfile {
  /** As wished: what waits in the outbox counts already. */
  readonly me: () => PersonFact;
  readonly change: (change: Commands['changeProfile']['in']) => Promise<Outcome>;
  readonly setPicture: (picture: Commands['setPicture']['in']['picture']) => Promise<Outcome>;
  /** Keeps a picture for showing and for sending; answers its hash, undefined for what is none. */
  readonly keepPicture: (bytes: Uint8Array, conversationId?: string) => Promise<string | undefined>;
}

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const lengthOf = (text: string): number => [...text].length;

const isEmpty = (text: string | undefined): boolean => text !== undefined && withoutHidden(text).trim() === '';

const problemOf = ({ name, status }: Commands['changeProfile']['in']): Outcome => {
  if (isEmpty(name) || isEmpty(status?.text)) return fail('empty');
  if (name !== undefined && lengthOf(name.trim()) > LIMITS.nameCharacters) return fail('too-long');
  return status && lengthOf(status.text.trim()) > LIMITS.statusCharacters ? fail('too-long') : DONE;
};

/** A person with what a change makes of them. */
const after = (person: PersonFact, { kind: _, ...change }: CommandOf<'profile'>): PersonFact => {
  const next = { ...person, ...(change.name === undefined ? {} : { name: change.name }) };
  const set = <K extends 'username' | 'picture' | 'status'>(key: K, value: PersonFact[K] | null | undefined): void => {
    if (value === null) delete next[key];
    else if (value !== undefined) next[key] = value;
  };
  set('username', change.username);
  set('picture', change.picture);
  set('status', change.status);
  return next;
};

export const createOwnProfile = (deps: {
  readonly localState: LocalState;
  readonly outbox: Pick<Outbox, 'add'>;
  readonly optimistic: Pick<OptimisticState, 'commands'>;
  readonly pictures: Pictures | undefined;
  readonly emit: (event: AccountEvent) => void;
}): OwnProfile => {
  const { localState } = deps;

  const known = (): PersonFact => {
    const { userId, number, name } = localState.session();
    const { seenAt: _, ...fact } = localState.tables.person.get(userId) ?? { userId, number, name };
    return fact;
  };
  const ask = async (change: Omit<CommandOf<'profile'>, 'kind'>): Promise<Outcome> => {
    const kept = await deps.outbox.add({ kind: 'profile', ...change });
    deps.emit({ type: 'profile-changed' });
    return kept ? DONE : fail('failed');
  };

  const keepPicture = async (bytes: Uint8Array, conversationId?: string): Promise<string | undefined> => {
    const type = pictureTypeOf(bytes);
    if (type === undefined || bytes.length > PICTURE_BYTES) return undefined;
    const hash = hex(sha256.digest(bytes));
    await deps.pictures?.keep(hash, { bytes, type });
    const about = conversationId === undefined ? {} : { conversationId };
    return (await deps.outbox.add({ kind: 'picture', hash, bytes: new Uint8Array(bytes), ...about }))
      ? hash
      : undefined;
  };

  return {
    me: () =>
      deps.optimistic
        .commands()
        .reduce<PersonFact>(
          (person, command) => (command.kind === 'profile' ? after(person, command) : person),
          known(),
        ),
    change: async (change) => {
      const problem = problemOf(change);
      if (!problem.ok) return problem;
      const { name, username, status } = change;
      return ask({
        ...(name === undefined ? {} : { name: withoutHidden(name).trim() }),
        ...(username === undefined ? {} : { username }),
        ...(status === undefined
          ? {}
          : { status: status === null ? null : { ...status, text: withoutHidden(status.text).trim() } }),
      });
    },
    setPicture: async (picture) => {
      if (picture === null) return ask({ picture: null });
      const hash = await keepPicture(picture.bytes);
      return hash === undefined ? fail('failed') : ask({ picture: hash });
    },
    keepPicture,
  };
};
