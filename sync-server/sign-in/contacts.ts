import { parseUserId, type UserId } from '../../shared/ids/account.ts';
import type { Facts } from '../../storage/ports.ts';

const PAGE = 500;

/** Everybody who shares a conversation with an account, and the account itself: those who see its name. */
export const contactsOf = async (facts: Pick<Facts, 'feed'>, userId: UserId): Promise<ReadonlySet<UserId>> => {
  const contacts = new Set<UserId>([userId]);
  for (let since = 0, more = true; more; ) {
    const page = await facts.feed(userId, since, PAGE);
    for (const person of page.people) {
      const contact = parseUserId(person.userId);
      if (contact !== undefined) contacts.add(contact);
    }
    more = page.more;
    since = page.cursor;
  }
  return contacts;
};
