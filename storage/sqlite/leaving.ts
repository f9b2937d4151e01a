import { conversationDocument, type DocumentName } from '../../shared/document/name.ts';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Leaving } from '../ports/leaving.ts';
import { decideAccountRemoval } from '../rules/decide-account-removal.ts';
import { groupFacts, groupInputs } from '../sql/group-facts.ts';
import { GROUP_READS } from '../sql/group-reads.ts';
import type { Connection } from './connection.ts';
import type { CarryOut } from './plan-writer.ts';
import { prepare } from './statement.ts';
import { whenIdle } from './transaction.ts';

/** Rows that are about one account alone. Blocks by others stay: they are theirs. */
const OWN_ROWS = [
  'delete from device_links where account = ?',
  'delete from receipt_log where account = ?',
  'delete from blocks where blocker = ?',
  'delete from join_requests where account = ?',
  'delete from declined_requests where account = ?',
  'delete from group_links where account = ?',
  'delete from kept_marks where viewer = ?',
  'delete from kept_heads where account = ?',
  'delete from stranger_acts where ?1 in (writer, target)',
];

export const createLeaving = ({ database, driver, read, write }: Connection, carryOut: CarryOut): Leaving => {
  const numberOf = prepare<[UserId], { number: AccountNumber }>(
    database,
    'select number from accounts where user_id = ? and gone = 0',
  );
  const owned = prepare<[UserId], { id: ConversationId; name: string | null }>(
    database,
    `select public_id as id, title as name from memberships m join conversations c on c.id = m.conversation
     where m.account = (select number from accounts where user_id = ?) and m.removed_at is null and m.role = 'owner'
       and kind = 'group' and exists (select 1 from memberships o
         where o.conversation = c.id and o.account <> m.account and o.removed_at is null)
     order by c.id`,
  );
  const groups = prepare<[number], { id: ConversationId }>(
    database,
    `select public_id as id from memberships m join conversations c on c.id = m.conversation
     where m.account = ? and m.removed_at is null and kind = 'group'`,
  );
  const forget = prepare<[number, number]>(
    database,
    `update accounts set gone = 1, name = '', name_folded = '', email = '', username = null, picture = null,
       status_text = null, status_until = null, seen_at = null, hide_seen = 1, changed = ? where number = ?`,
  );
  const note = prepare<[number, number]>(database, 'insert into erasures (account, messages) values (?, ?)');
  const ownRows = OWN_ROWS.map((sql) => prepare<[number]>(database, sql));
  const erasures = prepare<[], { userId: UserId; number: AccountNumber; messages: number }>(
    database,
    'select user_id as userId, number, messages from erasures e join accounts a on a.number = e.account order by number',
  );
  const chapters = prepare<[number], { conversationId: ConversationId; chapter: number }>(
    database,
    `select public_id as conversationId, chapter from memberships m join conversations c on c.id = m.conversation
     join chapters h on h.conversation = c.id where m.account = ? order by c.id, chapter`,
  );
  const named = prepare<[string], { name: DocumentName }>(
    database,
    `select name from documents where name like ? escape '\\'`,
  );
  const empty = prepare<[UserId], { id: ConversationId }>(
    database,
    `select public_id as id from memberships m join conversations c on c.id = m.conversation
     where m.account = (select number from accounts where user_id = ?) and kind = 'group'
       and not exists (select 1 from memberships o where o.conversation = c.id and o.removed_at is null)`,
  );
  const document = prepare<[string], { id: number }>(database, 'select id from documents where name = ?');
  const drops = ['delete from journal where document = ?', 'delete from snapshots where document = ?'].map((sql) =>
    prepare<[number]>(database, sql),
  );
  const dropDocument = prepare<[number]>(database, 'delete from documents where id = ?');
  const truncateWal = prepare<[], { busy: number }>(database, 'pragma wal_checkpoint(truncate)');
  const finish = prepare<[number]>(database, 'delete from erasures where account = ?');
  const documentsUnder = (prefix: string): DocumentName[] =>
    named.all(`${prefix.replace(/[\\%_]/g, '\\$&')}%`).map(({ name }) => name);

  return {
    ownedGroups: (userId) => read(() => owned.all(userId).map(({ id, name }) => ({ id, name: name ?? undefined }))),
    removeAccount: ({ userId, messages, at }) =>
      write((takeChange) => {
        const number = numberOf.get(userId)?.number;
        if (number === undefined) return undefined;
        const mine = groups.all(number).map(({ id }) => id);
        const facts = groupFacts(driver.readAll(GROUP_READS, groupInputs(mine)));
        const isOwner = owned.get(userId) !== undefined;
        const left = carryOut(decideAccountRemoval({ account: number, isOwner, groups: facts }, at), takeChange);
        if (left === 'owner') return left;
        for (const remove of ownRows) remove.run(number);
        forget.run(takeChange(), number);
        note.run(number, messages ? 1 : 0);
        return left;
      }),
    erasures: () => read(() => erasures.all().map((row) => ({ ...row, messages: row.messages === 1 }))),
    chaptersOf: (number) => read(() => chapters.all(number)),
    abandonedDocuments: (userId) =>
      read(() => [
        ...documentsUnder(`account/${userId}/`),
        ...empty
          .all(userId)
          .flatMap(({ id }) => [conversationDocument(id), ...documentsUnder(`${conversationDocument(id)}/`)]),
      ]),
    dropDocuments: async (names) => {
      await write(() => {
        for (const name of names) {
          const id = document.get(name)?.id;
          if (id === undefined) continue;
          for (const drop of drops) drop.run(id);
          dropDocument.run(id);
        }
      });
      // Only a truncated WAL is free of old pages; while another process reads, the next checkpoint does it.
      await whenIdle(database, () => truncateWal.get());
    },
    finishErasure: (number) => write(() => void finish.run(number)),
  };
};
