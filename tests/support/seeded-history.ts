import { join } from 'node:path';
import { parseUserId, type UserId } from '../../shared/ids/account.ts';
import { type ConversationId, makeGroupId } from '../../shared/ids/conversation.ts';
import { openSqlite } from '../../storage/sqlite/open-sqlite.ts';
import { DATABASE_FILE } from '../../sync-server/data-folder/check-folder.ts';
import { mulberry } from './mulberry.ts';
import type { Person } from './sign-up.ts';
import { type History, type WrittenMessage, writeHistory } from './write-history.ts';

export interface SeededGroup extends Pick<History, 'count' | 'perChapter' | 'message'> {
  readonly name: string;
  /** The first is the owner. */
  readonly members: readonly Pick<Person, 'userId'>[];
  /** The message up to which each member has read; all of them when absent. */
  readonly read?: number;
}

const userIdOf = ({ userId }: Pick<Person, 'userId'>): UserId => {
  const parsed = parseUserId(userId);
  if (parsed === undefined) throw new Error(`Not a user id: ${userId}`);
  return parsed;
};

/** Writes groups with their histories into the database of a stopped server. */
export const seedGroups = async (
  data: string,
  groups: readonly SeededGroup[],
): Promise<readonly { readonly id: ConversationId; readonly messages: readonly WrittenMessage[] }[]> => {
  const random = mulberry(7);
  let now = 0;
  const { storage } = openSqlite(join(data, DATABASE_FILE), { now: () => now, random });
  try {
    const made: { id: ConversationId; messages: readonly WrittenMessage[] }[] = [];
    for (const group of groups) {
      const [owner] = group.members;
      if (owner === undefined) throw new Error(`The group ${group.name} has no owner.`);
      now = group.message(0, []).at;
      const id = makeGroupId(now, random);
      const members = group.members.map(
        (member, i) => ({ userId: userIdOf(member), role: i === 0 ? 'owner' : 'member' }) as const,
      );
      const created = await storage.facts.createConversation(
        { id, kind: 'group', createdBy: userIdOf(owner), name: group.name, members },
        now,
      );
      if (created !== 'created') throw new Error(`The group ${group.name} was not made: ${created}`);
      const messages = await writeHistory(
        storage,
        (at) => {
          now = at;
        },
        { ...group, conversationId: id, random },
      );
      const read = group.read ?? group.count;
      for (const member of group.members)
        await storage.facts.raise(id, userIdOf(member), { read, delivered: group.count });
      made.push({ id, messages });
    }
    return made;
  } finally {
    await storage.close();
  }
};
