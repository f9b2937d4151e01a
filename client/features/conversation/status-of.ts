import type { Person } from '../../channel/projections.ts';

/** What somebody says of themself, while it holds. @param now ms since 1970 */
export const statusOf = (person: Pick<Person, 'status'> | undefined, now: number): string | undefined =>
  person?.status === undefined || (person.status.until ?? now + 1) <= now ? undefined : person.status.text;
