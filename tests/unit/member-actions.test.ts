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

  it('PERM-51 PERM-54 PERM-55 only the owner adds admins, makes members admins and removes admins as admins', () => {
    const may = (action: 'add-admin' | 'make-admin' | 'remove-admin', target?: 'owner' | 'admin' | 'member') =>
      (['owner', 'admin', 'member'] as const).filter((role) => mayAct(action, role, target, DEFAULT_RIGHTS));
    expect(may('add-admin')).toEqual(['owner']);
    expect(may('make-admin', 'member')).toEqual(['owner']);
    expect(may('remove-admin', 'admin')).toEqual(['owner']);
    expect([may('make-admin', 'owner'), may('make-admin', 'admin'), may('remove-admin', 'member')]).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('PERM-52 PERM-53 the add permission decides who invites by link and who answers join requests', () => {
    for (const action of ['invite', 'answer-request'] as const) {
      const may = (add: 'everyone' | 'admins') =>
        (['owner', 'admin', 'member'] as const).filter((role) =>
          mayAct(action, role, undefined, { ...DEFAULT_RIGHTS, add }),
        );
      expect(may('admins')).toEqual(['owner', 'admin']);
      expect(may('everyone')).toEqual(['owner', 'admin', 'member']);
    }
  });

  it('PERM-60 only the owner deletes the group', () => {
    expect(
      (['owner', 'admin', 'member'] as const).map((role) => mayAct('delete-group', role, undefined, DEFAULT_RIGHTS)),
    ).toEqual([true, false, false]);
  });

  it('PERM-58 PERM-59 an owner transfers ownership before leaving', () => {
    expect(mayAct('leave', 'owner', undefined, DEFAULT_RIGHTS)).toBe(false);
    expect(mayAct('leave', 'member', undefined, DEFAULT_RIGHTS)).toBe(true);
    expect(mayAct('transfer', 'owner', 'member', DEFAULT_RIGHTS)).toBe(true);
    expect(mayAct('transfer', 'admin', 'member', DEFAULT_RIGHTS)).toBe(false);
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
