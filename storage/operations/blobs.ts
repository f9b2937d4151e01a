import type { UserId } from '../../shared/ids/account.ts';
import type { BlobId } from '../../shared/ids/blob.ts';
import type { Blobs, OwnBlob, Uncollected } from '../ports/blobs.ts';
import { decideBegin, decideCancel, decideReleased, mayHaveBlob, whyCollected } from '../rules/decide-blob.ts';
import {
  addBlob,
  type BlobColumns,
  blobAccess,
  COMPLETE,
  DROP,
  DROP_REFERENCES_TO,
  NOTE_UPLOAD,
  READ_ACCESS,
  READ_BLOB,
  READ_PAGE,
  READ_RELEASED,
  READ_ROOM,
  READ_TOTAL,
  REOPEN,
  SET_STATE,
  TOUCH,
  use,
} from '../sql/blobs.ts';
import { rowWrite } from '../sql/statements.ts';
import type { Connection } from './connection.ts';
import { driver } from './work.ts';

/** Blobs that the collector looks at in one transaction: some ms. */
const PAGE = 200;

const ownBlob = (row: Pick<BlobColumns, 'id' | 'size' | 'part_bytes' | 'state' | 'upload'>): OwnBlob => ({
  id: row.id,
  size: row.size,
  partBytes: row.part_bytes,
  state: row.state === 'complete' ? 'complete' : 'uploading',
  upload: row.upload ?? undefined,
});

/** Rows of blobs: load, decide, write, each in one transaction. */
export const createBlobs = ({ read, write }: Connection): Blobs => {
  function* rowOf(id: BlobId) {
    return (yield* driver.read(READ_BLOB, [[id]]))[0];
  }

  return {
    begin: ({ id, userId, class: kind, size, partBytes, at }, bounds) =>
      write(function* () {
        const [room] = yield* driver.read(READ_ROOM, [[userId]]);
        if (room === undefined) return { kind: 'refused', code: 'quota-full' };
        const { account, used, total, unfinished } = room;
        const row = yield* rowOf(id);
        const outcome = decideBegin(
          { size, class: kind },
          row === undefined ? undefined : { ...row, isOwn: row.account === account },
          { usedByAccount: used, usedByServer: total, unfinished },
          bounds,
        );
        if (outcome === 'begun') {
          yield* driver.write(addBlob({ id, account, size, part_bytes: partBytes, class: kind }, at));
          return { kind: outcome, blob: { id, size, partBytes, state: 'uploading', upload: undefined } };
        }
        if (outcome !== 'known' || row === undefined) return { kind: 'refused', code: outcome as 'id-taken' };
        yield* driver.write([rowWrite(TOUCH, [[at, id]])]);
        return { kind: outcome, blob: ownBlob(row) };
      }),
    noteUpload: (id, upload, before) =>
      write(function* () {
        const row = yield* rowOf(id);
        if (row?.state !== 'uploading') return undefined;
        if ((row.upload ?? undefined) !== before) return row.upload ?? undefined;
        yield* driver.write([rowWrite(NOTE_UPLOAD, [[upload, id]])]);
        return upload;
      }),
    own: (id, userId) =>
      read(function* () {
        const [row] = yield* driver.read(READ_ACCESS, [[id, userId]]);
        return row === undefined || row.own === 0 || row.state === 'removing' ? undefined : ownBlob(row);
      }),
    touch: (id, at) => write(() => driver.write([rowWrite(TOUCH, [[at, id]])]), {}),
    complete: (id, at) =>
      write(function* () {
        const row = yield* rowOf(id);
        if (row?.state === 'uploading') yield* driver.write([rowWrite(COMPLETE, [['complete', at, null, id]])]);
        return row !== undefined && row.state !== 'removing';
      }),
    cancel: (id, userId) =>
      write(function* () {
        const [access] = yield* driver.read(READ_ACCESS, [[id, userId]]);
        const row = yield* rowOf(id);
        if (row === undefined || access?.own !== 1) return undefined;
        const outcome = decideCancel(row.referred === 1);
        if (outcome === 'cancelled') yield* driver.write([rowWrite(SET_STATE, [['removing', 1, id]])]);
        return outcome;
      }),
    reopen: (id, userId, { size, partBytes }, at) =>
      write(function* () {
        const [row] = yield* driver.read(READ_ACCESS, [[id, userId]]);
        const [room] = yield* driver.read(READ_ROOM, [[userId]]);
        if (row === undefined || room === undefined || row.size !== size || !mayHaveBlob(blobAccess(row))) return false;
        yield* driver.write([
          rowWrite(REOPEN, [['uploading', room.account, partBytes, at, id]]),
          use(row.account, -size),
          use(room.account, size),
        ]);
        return true;
      }),
    readable: (ids, userId) =>
      read(function* () {
        const rows = yield* driver.read(
          READ_ACCESS,
          ids.map((id): [BlobId, UserId] => [id, userId]),
        );
        return new Map(rows.filter((row) => mayHaveBlob(blobAccess(row))).map(({ id, size }) => [id, { size }]));
      }),
    used: (userId) =>
      read(function* () {
        return (yield* driver.read(READ_ROOM, [[userId]]))[0]?.used ?? 0;
      }),
    usedByAll: () =>
      read(function* () {
        return (yield* driver.read(READ_TOTAL, [[]]))[0]?.bytes ?? 0;
      }),
    toRemove: (limit) =>
      write(function* () {
        const removed: { readonly id: BlobId; readonly upload: string | undefined }[] = [];
        for (const { id, referred, state, upload } of yield* driver.read(READ_RELEASED, [[limit]])) {
          const isKept = decideReleased(referred === 1) === 'kept';
          if (isKept) yield* driver.write([rowWrite(SET_STATE, [[state, 0, id]])]);
          else if (state !== 'removing') yield* driver.write([rowWrite(SET_STATE, [['removing', 1, id]])]);
          if (!isKept) removed.push({ id, upload: upload ?? undefined });
        }
        return removed;
      }),
    removed: (id) =>
      write(function* () {
        for (const { account, size } of yield* driver.read(DROP, [[id]])) yield* driver.write([use(account, -size)]);
      }),
    collect: (after, bounds, isDry) =>
      write(function* () {
        const rows = yield* driver.read(READ_PAGE, [[after, PAGE]]);
        const found: { readonly why: Uncollected; readonly id: BlobId; readonly size: number }[] = [];
        for (const row of rows) {
          const { number, id, state, size } = row;
          const why = whyCollected(
            {
              state,
              isReferred: row.referred === 1,
              isReadable: row.readable === 1,
              touchedAt: row.touched_at,
              completedAt: row.completed_at ?? undefined,
            },
            bounds,
          );
          if (why === undefined) continue;
          if (!isDry)
            yield* driver.write([
              rowWrite(DROP_REFERENCES_TO, why === 'unreadable' ? [[number]] : []),
              rowWrite(SET_STATE, [['removing', 1, id]]),
            ]);
          found.push({ why, id, size });
        }
        return { found, next: rows.length < PAGE ? undefined : rows.at(-1)?.number };
      }),
    known: (ids) =>
      read(function* () {
        const rows = yield* driver.read(
          READ_BLOB,
          ids.map((id): [BlobId] => [id]),
        );
        return new Map(rows.map(({ id, account, upload }) => [id, { account, upload: upload ?? undefined }]));
      }),
  };
};
