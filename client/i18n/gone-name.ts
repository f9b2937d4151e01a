/** Shown instead of the name of a deleted account. The replica uses it too, so it stands in a file of its own. */
export const GONE_NAME = 'Deleted account';
