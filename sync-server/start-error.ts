/** The server cannot start, and the person who started it can change that: the message is one sentence for them. */
export class StartError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'StartError';
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** The sentence for a failure to listen. */
export const listenError = (error: unknown, host: string, port: number): unknown => {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new StartError(`Port ${port} is used by another program; stop it or set PORT to another number.`);
    case 'EACCES':
      return new StartError(`This user may not listen on port ${port}; set PORT to a number above 1023.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError(`HOST ${host} is not an address of this machine; use 127.0.0.1, or 0.0.0.0 for all.`);
    default:
      return error;
  }
};

/** SQLite's primary result codes; the extended ones carry them in their low byte. https://sqlite.org/rescode.html */
const SQLITE = { busy: 5, locked: 6, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notDatabase: 26 };

/** What to do with a damaged database. Devices send again what an older one lacks. */
const RESTORE = 'keep a copy of the data folder, then put back the latest backup';

const sqliteSentence = (error: Error, data: string): string => {
  const code = 'errcode' in error ? Number(error.errcode) % 256 : 0;
  switch (code) {
    case SQLITE.busy:
    case SQLITE.locked:
      return `Another program holds the database in ${data} locked; end it (a backup, or a database browser) and start again.`;
    case SQLITE.readOnly:
    case SQLITE.cannotOpen:
      return `The database in ${data} cannot be opened for writing; look at the permissions and the owner of the folder and of each file in it. Nothing is damaged.`;
    case SQLITE.ioError:
      return `The disk of the data folder ${data} reports an error; look at the disk, and at the system's log, before anything else.`;
    case SQLITE.full:
      return `The disk of the data folder ${data} is full; free some space and start again. Nothing is damaged.`;
    case SQLITE.corrupt:
    case SQLITE.notDatabase:
      return `The database in ${data} is damaged; ${RESTORE}.`;
    default:
      return `The database in ${data} cannot be opened (${error.message}).`;
  }
};

/** Failures to reach a database server. */
const UNREACHABLE = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ECONNRESET',
];

/** Undefined: PostgreSQL did not say this. Its codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const postgresSentence = (error: Error): string | undefined => {
  const code = codeOf(error);
  if (UNREACHABLE.includes(code) || error.message.startsWith('timeout exceeded when trying to connect'))
    return `The database server of DATABASE_URL cannot be reached (${code || 'no answer'}); look whether it runs, and at the address.`;
  if (code === '28P01' || code === '28000')
    return 'The database server does not let in the user of DATABASE_URL; look at the name and the password in it.';
  if (code === '3D000') return 'There is no such database as DATABASE_URL names; make it with `createdb`.';
  if (code === '42501')
    return 'The user of DATABASE_URL may not make tables in the database; make that user its owner.';
  if (code === '53300') return 'The database server of DATABASE_URL has no connection left; raise its max_connections.';
  return undefined;
};

/** The sentence for a failure to open the data folder. @param copyOf finds the copy of the database that the upgrade made */
export const dataError = (error: unknown, data: string, copyOf?: () => string | undefined): unknown => {
  if (!(error instanceof Error) || error instanceof StartError) return error;
  if (error.name === 'NewerDatabaseError') {
    const copy = copyOf?.();
    return new StartError(
      copy === undefined ? error.message : `${error.message} The database as it was before the upgrade is in ${copy}.`,
    );
  }
  if (error.name === 'BusyDatabaseError')
    return new StartError(
      `Another program has the database in ${data} open, and an upgrade needs it alone; stop that program and start again. Nothing was changed.`,
    );
  if (error.name === 'SecondInstanceError')
    return new StartError(
      'Another server runs on the database of DATABASE_URL, and several can only share it when REDIS_URL lets them tell each other what happens; stop the other one, or set REDIS_URL on all of them.',
    );
  if (error.name === 'DamagedDatabaseError')
    return new StartError(`The database in ${data} is damaged (${error.message}); ${RESTORE}.`);
  const database = postgresSentence(error);
  if (database !== undefined) return new StartError(database);
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return new StartError(
        `The data folder ${data} cannot be made or written to by this user; change the owner of the folder around it, or set SKERRY_DATA.`,
      );
    case 'EROFS':
      return new StartError(
        `The data folder ${data} is on a file system that is mounted read-only; mount it for writing, or set SKERRY_DATA.`,
      );
    case 'ENOTDIR':
    case 'EEXIST':
      return new StartError(`SKERRY_DATA is ${data}, which is not a folder.`);
    case 'ENOSPC':
    case 'EDQUOT':
      return new StartError(
        `The disk of the data folder ${data} is full; free some space and start again. Nothing is damaged.`,
      );
    case 'EIO':
      return new StartError(
        `The disk of the data folder ${data} reports an error; look at the disk, and at the system's log, before anything else.`,
      );
    case 'ERR_SQLITE_ERROR':
      return new StartError(sqliteSentence(error, data));
    default:
      return error;
  }
};
