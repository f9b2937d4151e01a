import { type Audience, RIGHT_NAMES, type RightName } from '../protocol/conversation-settings.ts';
import type { Role } from '../protocol/facts.ts';

export { type Audience, RIGHT_NAMES, type RightName } from '../protocol/conversation-settings.ts';

/** What each group decides for itself. */
export interface GroupRights extends Readonly<Record<RightName, Audience>> {
  readonly post: Audience;
  readonly add: Audience;
  readonly pin: Audience;
  readonly rename: Audience;
  /** Changing the other rights, history and disappearing messages. */
  readonly settings: Audience;
}

/** The audiences a right can have; the first is what a new group begins with. */
export const RIGHT_CHOICES: { readonly [K in RightName]: readonly Audience[] } = {
  post: ['everyone', 'admins'],
  add: ['admins', 'everyone'],
  pin: ['admins', 'everyone'],
  rename: ['admins', 'everyone'],
  settings: ['admins', 'owner'],
};

export const DEFAULT_RIGHTS: GroupRights = {
  post: 'everyone',
  add: 'admins',
  pin: 'admins',
  rename: 'admins',
  settings: 'admins',
};

/** An audience that the right can have. */
export const isAudienceOf = (right: RightName, value: unknown): value is Audience =>
  RIGHT_CHOICES[right].some((audience) => audience === value);

/** Rights as they are kept, with what is missing or strange as in a new group. */
export const parseRights = (given: Readonly<Record<string, unknown>>): GroupRights => {
  const at = (right: RightName): Audience => {
    const value = given[right];
    return isAudienceOf(right, value) ? value : DEFAULT_RIGHTS[right];
  };
  return { post: at('post'), add: at('add'), pin: at('pin'), rename: at('rename'), settings: at('settings') };
};

/** Whether a role lies within an audience. */
export const isWithin = (audience: Audience, role: Role): boolean =>
  audience === 'everyone' || role === 'owner' || (audience === 'admins' && role === 'admin');

/** Where a right stands in the `settings` of a group's document. */
export const RIGHT_PREFIX = 'right/';
export const rightOfKey = (key: string): RightName | undefined =>
  key.startsWith(RIGHT_PREFIX) ? RIGHT_NAMES.find((right) => right === key.slice(RIGHT_PREFIX.length)) : undefined;
