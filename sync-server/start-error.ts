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

/** The sentence for a failure to open the data folder. */
export const dataError = (error: unknown, data: string): unknown => {
  if (error instanceof Error && error.name === 'NewerDatabaseError') return new StartError(error.message);
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EROFS':
    case 'EPERM':
      return new StartError(`The data folder ${data} cannot be written to; change its owner or set SKERRY_DATA.`);
    case 'ENOTDIR':
    case 'EEXIST':
      return new StartError(`SKERRY_DATA is ${data}, which is not a folder.`);
    case 'ENOSPC':
      return new StartError(`The disk of the data folder ${data} is full.`);
    case 'ERR_SQLITE_ERROR':
      return new StartError(`The database in ${data} cannot be opened; restore a backup if the file is damaged.`);
    default:
      return error;
  }
};
