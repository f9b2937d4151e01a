import { openSqlite } from '../../storage/sqlite/open-sqlite.ts';

/** A server that is killed when a step of the schema has changed the file and is about to be recorded. */
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Expected a file.');

openSqlite(file, {
  now: () => {
    process.kill(process.pid, 'SIGKILL');
    return 0;
  },
});
