import { describe, expect, it } from 'vitest';
import { DEFAULT_RIGHTS, parseRights, RIGHT_CHOICES, RIGHT_NAMES } from '../../shared/permissions/group-rights.ts';
import { mayAct } from '../../shared/permissions/member-actions.ts';

describe('what members may do with each other', () => {
  it('PERM-56 an owner removes anyone but an owner, PERM-57 an admin plain members only', () => {
    expect(mayAct('remove', 'owner', 'admin', DEFAULT_RIGHTS)).toBe(true);
    expect(mayAct('remove', 'owner', 'owner', DEFAULT_RIGHTS)).toBe(false);
    expect(mayAct('remove', 'admin', 'member', DEFAULT_RIGHTS)).toBe(true);
    expect(mayAct('remove', 'admin', 'admin', DEFAULT_RIGHTS)).toBe(false);
    expect(mayAct('remove', 'member', 'member', DEFAULT_RIGHTS)).toBe(false);
  });

  it('PERM-59 an owner hands over before they leave', () => {
    expect(mayAct('leave', 'owner', undefined, DEFAULT_RIGHTS)).toBe(false);
    expect(mayAct('leave', 'member', undefined, DEFAULT_RIGHTS)).toBe(true);
    expect(mayAct('hand-over', 'owner', 'member', DEFAULT_RIGHTS)).toBe(true);
    expect(mayAct('hand-over', 'admin', 'member', DEFAULT_RIGHTS)).toBe(false);
  });

  it('PERM-50 the right to add decides who adds', () => {
    expect(mayAct('add', 'member', undefined, DEFAULT_RIGHTS)).toBe(false);
    expect(mayAct('add', 'member', undefined, { ...DEFAULT_RIGHTS, add: 'everyone' })).toBe(true);
  });

  it('PERM-33 rights that are missing or strange are those of a new group', () => {
    expect(parseRights({ post: 'admins', add: 'owner', pin: 7 })).toEqual({ ...DEFAULT_RIGHTS, post: 'admins' });
    for (const right of RIGHT_NAMES) expect(DEFAULT_RIGHTS[right]).toBe(RIGHT_CHOICES[right][0]);
  });
});
