import { parseChapterNumber } from '../document/name.ts';
import { type BodyKind, MESSAGE_KINDS } from '../envelope/body.ts';
import { parseMessageId } from '../ids/ulid.ts';
import { isDisappearing } from '../protocol/conversation-settings.ts';
import { isHistory, type Role } from '../protocol/facts.ts';
import { isTime, LIMITS } from '../protocol/limits.ts';
import { isAudienceOf, isWithin, RIGHT_NAMES, RIGHT_PREFIX, type RightName, rightOfKey } from './group-rights.ts';
import type { Membership } from './membership.ts';

/**
 * Who may write what, in one table: the server judges by it, the client offers by it. A row is looked up by
 * (document kind, root); its key shape says which message and which account an entry belongs to.
 */
export interface Permission {
  readonly rule: string;
  readonly document: 'account' | 'conversation' | 'chapter';
  readonly root: string;
  /** `message/edit`: `messageId/editId`; `message/account/id`: `messageId/accountNumber/ULID`; `draft`: `conversation[/chapter][/messageId]/device`; `free`: up to 200 characters. */
  readonly key:
    | 'message'
    | 'message/edit'
    | 'message/account/id'
    | 'message/account'
    | 'chapter/message'
    | 'draft'
    | 'free'
    | readonly string[];
  /** `envelope`: bytes of an envelope `by` the writer; `plain`: a JSON value of at most 4 KB. */
  readonly value: 'envelope' | 'plain';
  /** What plain value a key may have; absent: any. */
  readonly accepts?: (key: string, value: unknown) => boolean;
  /** The `alg`s its envelopes may have; absent: plain ones only. */
  readonly algs?: readonly number[];
  /** Bytes of one envelope; absent: `envelopeBytes`. */
  readonly envelopeBytes?: number;
  /** The kinds of plain bodies it may hold; by key where keys differ. */
  readonly bodies: readonly BodyKind[] | Readonly<Record<string, readonly BodyKind[]>>;
  /** Roles in a group that may write, or the right of the group that decides. */
  readonly roles: readonly Role[] | RightName;
  /** Keys that only the owner of a group writes, whatever its right says. */
  readonly ownerKeys?: readonly string[];
  /** Both people of a direct conversation may write it; or these keys of it. */
  readonly direct: boolean | readonly string[];
  /** Living entries the root may have. */
  readonly most?: number;
  /** Beyond the role: `author`: of the message; `author-or-moderator`; `self`: whose number stands in the key. */
  readonly who: 'anyone' | 'author' | 'author-or-moderator' | 'self' | 'server';
  readonly overwrite: boolean;
  /** `with-deletion`: when the message has an accepted deletion entry; `self`: by whose number stands in the key, or with the message. */
  readonly remove: 'never' | 'with-deletion' | 'self' | 'anyone';
  /** Its headers may mention members or be quiet, and who may write what notifies everyone or nobody; absent: neither. */
  readonly notifies?: { readonly everybody: readonly Role[]; readonly quiet: readonly Role[] };
  /** Its headers may name blobs. */
  readonly blobs?: true;
}

const EVERYONE: readonly Role[] = ['owner', 'admin', 'member'];
const MODERATORS: readonly Role[] = ['owner', 'admin'];
/** In a group; between two people nobody notifies everyone or nobody. */
const NOTIFIES = { everybody: MODERATORS, quiet: MODERATORS } as const;

const chapter = (
  row: Omit<Permission, 'document' | 'value' | 'roles' | 'direct'> & Partial<Permission>,
): Permission => ({
  document: 'chapter',
  value: 'envelope',
  roles: EVERYONE,
  direct: true,
  ...row,
});
const ofConversation = (row: Omit<Permission, 'document' | 'who' | 'overwrite'>): Permission => ({
  document: 'conversation',
  who: 'anyone',
  overwrite: true,
  ...row,
});
const own = (root: string): Permission => ({
  rule: 'PERM-40',
  document: 'account',
  root,
  key: 'free',
  value: 'plain',
  bodies: [],
  roles: ['owner'],
  direct: false,
  who: 'anyone',
  overwrite: true,
  remove: 'anyone',
});

/** What a group decides for itself, and how long messages stay. */
const SETTING_KEYS = ['disappear', 'history', ...RIGHT_NAMES.map((right) => `${RIGHT_PREFIX}${right}`)];
const isSetting = (key: string, value: unknown): boolean => {
  if (key === 'disappear') return isDisappearing(value);
  if (key === 'history') return isHistory(value);
  const right = rightOfKey(key);
  return right !== undefined && isAudienceOf(right, value);
};

export const PERMISSIONS: readonly Permission[] = [
  chapter({
    rule: 'PERM-20',
    root: 'messages',
    key: 'message',
    bodies: MESSAGE_KINDS,
    roles: 'post',
    who: 'anyone',
    overwrite: false,
    remove: 'with-deletion',
    notifies: NOTIFIES,
    blobs: true,
  }),
  chapter({
    rule: 'PERM-21',
    root: 'edits',
    key: 'message/edit',
    bodies: ['text', 'poll-closed'],
    who: 'author',
    overwrite: false,
    remove: 'with-deletion',
    notifies: NOTIFIES,
  }),
  chapter({
    rule: 'PERM-22',
    root: 'reactions',
    envelopeBytes: LIMITS.smallEnvelopeBytes,
    key: 'message/account/id',
    bodies: ['emoji'],
    who: 'self',
    overwrite: false,
    remove: 'self',
  }),
  chapter({
    rule: 'PERM-23',
    root: 'votes',
    envelopeBytes: LIMITS.smallEnvelopeBytes,
    key: 'message/account',
    bodies: ['vote'],
    who: 'self',
    overwrite: true,
    remove: 'self',
  }),
  chapter({
    rule: 'PERM-24',
    root: 'deletions',
    envelopeBytes: LIMITS.smallEnvelopeBytes,
    key: 'message',
    bodies: ['deletion'],
    who: 'author-or-moderator',
    overwrite: false,
    remove: 'never',
  }),
  chapter({
    rule: 'PERM-10',
    root: 'stamps',
    key: 'free',
    bodies: [],
    who: 'server',
    overwrite: false,
    remove: 'never',
  }),
  chapter({
    rule: 'PERM-10',
    root: 'events',
    key: 'free',
    bodies: [],
    who: 'server',
    overwrite: false,
    remove: 'never',
  }),
  ofConversation({
    rule: 'PERM-30',
    root: 'profile',
    envelopeBytes: LIMITS.profileEnvelopeBytes,
    key: ['name', 'topic', 'picture'],
    value: 'envelope',
    bodies: { name: ['name'], topic: ['text', 'deletion'], picture: ['picture'] },
    roles: 'rename',
    direct: false,
    remove: 'never',
  }),
  ofConversation({
    rule: 'PERM-31',
    root: 'settings',
    key: SETTING_KEYS,
    value: 'plain',
    accepts: isSetting,
    bodies: [],
    roles: 'settings',
    // Whoever may change the other settings must not be able to shut the owner out of them.
    ownerKeys: [`${RIGHT_PREFIX}settings`],
    direct: ['disappear'],
    remove: 'anyone',
  }),
  ofConversation({
    rule: 'PERM-32',
    root: 'pins',
    key: 'chapter/message',
    value: 'plain',
    // When it was pinned, by the writer's clock: the order of the list.
    accepts: (_, value) => isTime(value),
    bodies: [],
    roles: 'pin',
    direct: true,
    most: LIMITS.pins,
    remove: 'anyone',
  }),
  own('stars'),
  own('hidden'),
  own('preferences'),
  own('contacts'),
  {
    ...own('drafts'),
    rule: 'PERM-41',
    key: 'draft',
    value: 'envelope',
    envelopeBytes: LIMITS.draftEnvelopeBytes,
    bodies: ['draft'],
    most: LIMITS.drafts,
  },
];

const BY_PLACE = new Map(PERMISSIONS.map((row) => [`${row.document}/${row.root}`, row]));

export const permissionFor = (document: Permission['document'], root: string): Permission | undefined =>
  BY_PLACE.get(`${document}/${root}`);

export const isModerator = (role: Role): boolean => MODERATORS.includes(role);

/** Whether somebody may write that entry of the row. */
export const mayWrite = (row: Permission, { kind, role, rights }: Membership, key: string): boolean => {
  if (row.document === 'account') return true;
  if (kind === 'direct') return typeof row.direct === 'boolean' ? row.direct : row.direct.includes(key);
  if (row.ownerKeys?.includes(key) === true) return role === 'owner';
  return typeof row.roles === 'string' ? isWithin(rights[row.roles], role) : row.roles.includes(role);
};

/** What a person may do with a message that is not deleted: the client offers no more than this. */
export const mayWithMessage = (
  membership: Membership,
  own: boolean,
): { edit: boolean; remove: boolean; react: boolean; pin: boolean } => ({
  edit: own,
  remove: own || isModerator(membership.role),
  react: true,
  pin: mayPin(membership),
});

const hasRight = ({ kind, role, rights }: Membership, right: RightName): boolean =>
  kind === 'direct' || isWithin(rights[right], role);
export const mayPost = (membership: Membership): boolean => hasRight(membership, 'post');
export const mayPin = (membership: Membership): boolean => hasRight(membership, 'pin');
/** How long messages stay; in groups also rights and history. */
export const mayChangeSettings = (membership: Membership): boolean => hasRight(membership, 'settings');
/** Which rights somebody may change. */
export const changeableRights = (membership: Membership): readonly RightName[] =>
  membership.kind === 'direct' || !mayChangeSettings(membership)
    ? []
    : RIGHT_NAMES.filter((right) => right !== 'settings' || membership.role === 'owner');
/** Whether `@all` may be written: it calls everybody of a group. */
export const mayCallEveryone = ({ kind, role }: Membership): boolean =>
  kind === 'group' && NOTIFIES.everybody.includes(role);
/** Whether a message may notify nobody: it could else be slipped past those who read only what they are notified of. */
export const maySendQuietly = ({ kind, role }: Membership): boolean =>
  kind === 'group' && NOTIFIES.quiet.includes(role);
/** Its picture too. */
export const mayRename = (membership: Membership): boolean =>
  membership.kind === 'group' && hasRight(membership, 'rename');

/** Key of a pin; undefined for anything else. */
export const parsePinKey = (key: string): { chapter: number; id: string } | undefined => {
  const [number, id = '', rest] = key.split('/');
  const chapter = parseChapterNumber(number);
  return rest !== undefined || chapter === undefined || parseMessageId(id) === undefined ? undefined : { chapter, id };
};
