import type { PersonFact } from '../../../shared/protocol/facts.ts';
import type { Person } from '../../channel/projections.ts';

/** A person as views know them: without when they were last seen, which changes often and belongs to member lists. */
export const toPerson = ({ seenAt: _, ...person }: PersonFact): Person => person;
