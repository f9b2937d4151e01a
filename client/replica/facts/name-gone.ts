import type { Change, LocalState } from '../local-state.ts';

/** Gives all deleted accounts the name that the device's language has for them. */
export const nameGone = ({ tables, commit }: Pick<LocalState, 'tables' | 'commit'>, name: string): void => {
  const changes = [...tables.person.values()].flatMap((one): Change[] =>
    one.gone && name !== '' && one.name !== name ? [{ kind: 'person', key: one.userId, value: { ...one, name } }] : [],
  );
  if (changes.length > 0) void commit(changes);
};
