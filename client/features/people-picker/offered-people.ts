import type { ConversationRow } from '../../channel/conversation-view.ts';
import type { Person } from '../../channel/person.ts';

/** So many of the latest correspondents stand first. */
const RECENT = 8;
/** More would be a directory; the field finds them. */
const KNOWN = 40;

export interface OfferedPeople {
  /** Those the person wrote with last, the latest first. */
  readonly recent: readonly Person[];
  /** Others this device knows, by name; no strangers who wait for an answer. */
  readonly known: readonly Person[];
}

/** Whom *New conversation* offers before anything is typed. `rows` are in the order of the list. */
export const offeredPeople = (
  rows: readonly ConversationRow[],
  people: readonly Person[],
  me: number,
): OfferedPeople => {
  const strangers = new Set(rows.flatMap(({ request, peer }) => (request && peer !== undefined ? [peer.number] : [])));
  const isOffered = ({ blocked, gone, number }: Person): boolean =>
    blocked !== true && gone !== true && number !== me && !strangers.has(number);
  const peers = rows.flatMap((row) =>
    row.kind === 'direct' && !row.request && !row.blocked && row.peer !== undefined ? [row.peer] : [],
  );
  const recent = peers.filter(isOffered).slice(0, RECENT);
  const shown = new Set(recent.map(({ number }) => number));
  const known = people
    .filter((person) => isOffered(person) && !shown.has(person.number) && person.name !== '')
    .sort((a, b) => a.name.localeCompare(b.name))
    .slice(0, KNOWN);
  return { recent, known };
};
