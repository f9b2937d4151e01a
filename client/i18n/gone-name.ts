/** What people see in place of the name of a deleted account. In a file of its own, because the replica needs it too. */
export const GONE_NAME = 'Deleted account';
