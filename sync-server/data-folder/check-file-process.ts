/** Started by check-file.ts: looks through the database file it is given, and ends with code 3 when it is damaged. */
import { DatabaseSync } from 'node:sqlite';
import { DamagedDatabaseError, quickCheck } from '../../storage/sqlite/quick-check.ts';

const DAMAGED = 3;
const CORRUPT_CODES: readonly number[] = [11, 26];

try {
  const database = new DatabaseSync(process.argv[2] ?? '', { readOnly: true, timeout: 5_000 });
  quickCheck(database);
  database.close();
} catch (error) {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) % 256 : 0;
  const isDamaged = error instanceof DamagedDatabaseError || CORRUPT_CODES.includes(code);
  if (isDamaged && error instanceof Error) process.stdout.write(error.message);
  process.exitCode = isDamaged ? DAMAGED : 1;
}
