/** Sealed files of an account; signing out removes it with all others that begin so. */
export const filesDatabase = (userId: string): string => `skerry/${userId}/files`;
