import { type BodyKind, MESSAGE_KINDS } from '../envelope/body.ts';
import { parseMessageId } from '../ids/ulid.ts';
import { isDisappearing } from '../protocol/disappearing.ts';
import type { Role } from '../protocol/facts.ts';
import { LIMITS } from '../protocol/limits.ts';

/**
 * Who may write what, in one table: the server judges by it, the client offers by it. A row is looked up by
 * (document kind, root); its key shape says which message and which account an entry belongs to.
 */
export interface Permission {
  readonly rule: string;
  readonly document: 'account' | 'conversation' | 'chapter';
  readonly root: string;
  /** `message/edit`: `messageId/editId`; `message/account/id`: `messageId/accountNumber/ULID`; `free`: up to 200 characters. */
  readonly key:
    | 'message'
    | 'message/edit'
    | 'message/account/id'
    | 'message/account'
    | 'chapter/message'
    | 'free'
    | readonly string[];
  /** `envelope`: bytes of an envelope `by` the writer; `plain`: a JSON value of at most 4 KB. */
  readonly value: 'envelope' | 'plain';
  /** What plain value a key may have; absent: any. */
  readonly accepts?: (key: string, value: unknown) => boolean;
  /** The kinds of plain bodies it may hold. */
  readonly bodies: readonly BodyKind[];
  /** Roles that may write; direct conversations have only members. */
  readonly roles: readonly Role[];
  /** Both people of a direct conversation may write it, whatever `roles` says. */
  readonly direct?: true;
  /** Living entries the root may have. */
  readonly most?: number;
  /** Beyond the role: `author`: of the message; `author-or-moderator`; `self`: whose number stands in the key. */
  readonly who: 'anyone' | 'author' | 'author-or-moderator' | 'self' | 'server';
  readonly overwrite: boolean;
  /** `with-deletion`: when the message has an accepted deletion entry; `self`: by whose number stands in the key, or with the message. */
  readonly remove: 'never' | 'with-deletion' | 'self' | 'anyone';
}

const EVERYONE: readonly Role[] = ['owner', 'admin', 'member'];
const MODERATORS: readonly Role[] = ['owner', 'admin'];

const chapter = (row: Omit<Permission, 'document' | 'value' | 'roles'>): Permission => ({
  document: 'chapter',
  value: 'envelope',
  roles: EVERYONE,
  ...row,
});
const own = (rule: string, root: string): Permission => ({
  rule,
  document: 'account',
  root,
  key: 'free',
  value: 'plain',
  bodies: [],
  roles: EVERYONE,
  who: 'anyone',
  overwrite: true,
  remove: 'anyone',
});

export const PERMISSIONS: readonly Permission[] = [
  chapter({
    rule: 'PERM-20',
    root: 'messages',
    key: 'message',
    bodies: MESSAGE_KINDS,
    who: 'anyone',
    overwrite: false,
    remove: 'with-deletion',
  }),
  chapter({
    rule: 'PERM-21',
    root: 'edits',
    key: 'message/edit',
    bodies: ['text', 'poll-closed'],
    who: 'author',
    overwrite: false,
    remove: 'with-deletion',
  }),
  chapter({
    rule: 'PERM-22',
    root: 'reactions',
    key: 'message/account/id',
    bodies: ['emoji'],
    who: 'self',
    overwrite: false,
    remove: 'self',
  }),
  chapter({
    rule: 'PERM-23',
    root: 'votes',
    key: 'message/account',
    bodies: ['vote'],
    who: 'self',
    overwrite: true,
    remove: 'self',
  }),
  chapter({
    rule: 'PERM-24',
    root: 'deletions',
    key: 'message',
    bodies: ['deletion'],
    who: 'author-or-moderator',
    overwrite: false,
    remove: 'never',
  }),
  chapter({
    rule: 'PERM-25',
    root: 'stamps',
    key: 'free',
    bodies: [],
    who: 'server',
    overwrite: false,
    remove: 'never',
  }),
  chapter({
    rule: 'PERM-26',
    root: 'events',
    key: 'free',
    bodies: [],
    who: 'server',
    overwrite: false,
    remove: 'never',
  }),
  {
    rule: 'PERM-30',
    document: 'conversation',
    root: 'profile',
    key: ['name', 'topic'],
    value: 'envelope',
    bodies: ['name', 'text'],
    roles: MODERATORS,
    who: 'anyone',
    overwrite: true,
    remove: 'never',
  },
  {
    rule: 'PERM-31',
    document: 'conversation',
    root: 'settings',
    key: ['disappear'],
    value: 'plain',
    accepts: (_, value) => isDisappearing(value),
    bodies: [],
    roles: MODERATORS,
    direct: true,
    who: 'anyone',
    overwrite: true,
    remove: 'anyone',
  },
  {
    rule: 'PERM-32',
    document: 'conversation',
    root: 'pins',
    key: 'chapter/message',
    value: 'plain',
    // When it was pinned, by the writer's clock: the order of the list.
    accepts: (_, value) => Number.isSafeInteger(value),
    bodies: [],
    roles: MODERATORS,
    direct: true,
    most: LIMITS.pins,
    who: 'anyone',
    overwrite: true,
    remove: 'anyone',
  },
  own('PERM-40', 'stars'),
  own('PERM-41', 'hidden'),
  own('PERM-42', 'preferences'),
  own('PERM-43', 'contacts'),
];

/** Account documents also hold one root text per draft, named with this prefix and the conversation's id. */
export const DRAFT_PREFIX = 'draft:';

const BY_PLACE = new Map(PERMISSIONS.map((row) => [`${row.document}/${row.root}`, row]));

export const permissionFor = (document: Permission['document'], root: string): Permission | undefined =>
  BY_PLACE.get(`${document}/${root}`);

export const isModerator = (role: Role): boolean => MODERATORS.includes(role);

/** Whether a role may write an entry of the row, in a conversation of that kind. */
export const mayWrite = (row: Permission, kind: 'direct' | 'group', role: Role): boolean =>
  row.roles.includes(role) || (row.direct === true && kind === 'direct');

/** What a person may do with a message that is not deleted: the client offers no more than this. */
export const mayWithMessage = (
  kind: 'direct' | 'group',
  role: Role,
  own: boolean,
): { edit: boolean; remove: boolean; react: boolean; pin: boolean } => ({
  edit: own,
  remove: own || isModerator(role),
  react: true,
  pin: kind === 'direct' || isModerator(role),
});

export const mayChangeSettings = (kind: 'direct' | 'group', role: Role): boolean =>
  kind === 'direct' || isModerator(role);
/** Whether `@all` may be written: it calls everybody of a group. */
export const mayCallEveryone = (kind: 'direct' | 'group', role: Role): boolean => kind === 'group' && isModerator(role);

/** Key of a pin; undefined for anything else. */
export const parsePinKey = (key: string): { chapter: number; id: string } | undefined => {
  const [chapter = '', id = '', rest] = key.split('/');
  if (rest !== undefined || !/^(0|[1-9][0-9]{0,6})$/.test(chapter) || parseMessageId(id) === undefined)
    return undefined;
  return { chapter: Number(chapter), id };
};

export const mayRename = (kind: 'direct' | 'group', role: Role): boolean => kind === 'group' && isModerator(role);
export const mayAddMembers = (kind: 'direct' | 'group', role: Role): boolean => kind === 'group' && isModerator(role);
