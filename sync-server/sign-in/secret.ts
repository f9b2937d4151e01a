import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Its name in the data folder. */
export const SECRET_FILE = 'secret';

const isThere = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST';

/**
 * The server's secret: the configured one, else one made at the first start and kept in the data folder, readable by its
 * owner only. Losing it signs everybody out; nothing else hangs on it.
 */
export const readSecret = async (data: string, configured: string | undefined): Promise<string> => {
  if (configured !== undefined) return configured;
  await mkdir(data, { recursive: true, mode: 0o700 });
  const path = join(data, SECRET_FILE);
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${randomBytes(32).toString('base64url')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!isThere(error)) throw error;
  }
  const secret = (await readFile(path, 'utf8')).trim();
  if (secret.length < 32)
    throw new Error('The file "secret" in the data folder is damaged; remove it to have a new one made.');
  return secret;
};

/** One key for each purpose, so that no signature can be used for another. */
export const deriveKey = (secret: string, purpose: string): Buffer =>
  createHmac('sha256', secret).update(`skerry ${purpose}`).digest();

/** The key for proofs of history in a database that has none yet; afterwards the database keeps its own. */
export const proofKeyOf = (secret: string): Buffer => deriveKey(secret, 'proofs of history');
