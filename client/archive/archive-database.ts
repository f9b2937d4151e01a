/** Imported conversations of an account; signing out removes it with all others that begin so. */
export const archiveDatabase = (userId: string): string => `skerry/${userId}/archive`;
