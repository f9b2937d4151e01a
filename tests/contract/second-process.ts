import { accountDocument } from '../../shared/document/name.ts';
import { openSqlite } from '../../storage/sqlite/open-sqlite.ts';
import { plainWrite, userId } from './plain-write.ts';

/** A second server on the file: writes until `rows` of its writes went in, catching up whenever it is behind. */
const [file, owner, rows] = process.argv.slice(2);
if (file === undefined || owner === undefined || rows === undefined)
  throw new Error('Expected a file, an owner and a number.');

const { storage } = openSqlite(file);
const document = accountDocument(userId(owner), 0);
let version = await storage.journal.version(document);
for (let done = 0; done < Number(rows); ) {
  const began = performance.now();
  const [result] = await storage.journal.commit([plainWrite(document, version, 'theirs')]);
  if (result?.kind === 'done') done++;
  version = result?.kind === 'done' ? result.position : result?.kind === 'behind' ? result.version : version;
  // SQLite's lock is not fair: on a slow disk a process that writes without a pause keeps all others out.
  await new Promise((resolve) => setTimeout(resolve, 2 + performance.now() - began));
}
await storage.close();
