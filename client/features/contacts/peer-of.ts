import type { Person } from '../../channel/projections.ts';

/** A person as commands name them. */
export const named = ({ userId, number, name }: Person): Person => ({ userId, number, name });
