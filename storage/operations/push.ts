import type { Push } from '../ports/push.ts';
import type { PushMark } from '../rules/decide-push.ts';
import {
  ADD_DEVICES,
  CHANGE_DEVICES,
  COUNT_DEVICES,
  COUNT_OWN,
  DROP_DEVICES,
  DROP_MARKS,
  MARK_ALL,
  MUTE,
  NOTE_PROBLEM,
  PAUSE,
  PRUNE_PROBLEMS,
  PUSH_READS,
  pushFacts,
  READ_ACCOUNT,
  READ_BEHIND,
  READ_BY_ENDPOINT,
  READ_BY_SESSION,
  READ_DEVICES,
  READ_LEVEL_PLACES,
  READ_PROBLEMS,
  READ_SESSIONS,
  READ_SINCE,
  READ_SURPLUS,
  readSinceOf,
  SET_ACTIVE,
  SET_HOURS,
  SET_MENTIONS_ONLY,
  SHOWN,
  TOLD,
  TRIED,
} from '../sql/push.ts';
import { rowWrite } from '../sql/statements.ts';
import type { Connection } from './connection.ts';
import { driver, type Work } from './work.ts';

/** Failures in a row that are counted: no wait grows further. */
const MOST_FAILURES = 30;

const isShown = (mark: PushMark): mark is Required<PushMark> => mark.shown !== undefined;

export const createPush = ({ read, write }: Connection): Push => {
  function* drop(numbers: readonly number[]): Work<void> {
    const rows = numbers.map((number): [number] => [number]);
    yield* driver.write([rowWrite(DROP_MARKS, rows), rowWrite(DROP_DEVICES, rows)]);
  }

  return {
    putDevice: ({ userId, session, endpoint, p256dh, auth, serverKey, content, zone }, at) =>
      write(function* () {
        const [account] = yield* driver.read(READ_ACCOUNT, [[userId]]);
        if (account === undefined) return false;
        const [known] = yield* driver.read(READ_BY_ENDPOINT, [[endpoint]]);
        const isOwn = known !== undefined && known.p256dh === p256dh && known.auth === auth;
        if (known !== undefined && !isOwn) return false;
        const before = (yield* driver.read(READ_BY_SESSION, [[session]])).filter(
          ({ number }) => number !== known?.number,
        );
        yield* drop(before.map(({ number }) => number));
        if (known !== undefined && known.account === account.number) {
          yield* driver.write([rowWrite(CHANGE_DEVICES, [[session, serverKey, content, zone, 0, 0, known.number]])]);
          return true;
        }
        // The browser's next person: nothing of the one before goes on.
        if (known !== undefined) yield* drop([known.number]);
        yield* driver.write([
          rowWrite(ADD_DEVICES, [[account.number, session, endpoint, p256dh, auth, serverKey, content, zone, at]]),
        ]);
        yield* driver.read(MARK_ALL, [[session]]);
        yield* drop((yield* driver.read(READ_SURPLUS, [[account.number]])).map(({ number }) => number));
        return true;
      }),
    dropSession: (session) =>
      write(function* () {
        return yield* drop((yield* driver.read(READ_BY_SESSION, [[session]])).map(({ number }) => number));
      }),
    dropDevices: (numbers) =>
      write(function* () {
        return yield* drop(numbers);
      }),
    device: (session) =>
      read(function* () {
        const [row] = yield* driver.read(READ_BY_SESSION, [[session]]);
        return row === undefined ? undefined : { serverKey: row.server_key, content: row.content };
      }),
    devices: (numbers) =>
      read(function* () {
        return (yield* driver.read(
          READ_DEVICES,
          numbers.map((number): [number] => [number]),
        )).map(({ user_id: userId, server_key: serverKey, ...row }) => ({ ...row, userId, serverKey }));
      }),
    countDevices: (userId) =>
      read(function* () {
        const [row] =
          userId === undefined ? yield* driver.read(COUNT_DEVICES, [[]]) : yield* driver.read(COUNT_OWN, [[userId]]);
        return row?.count ?? 0;
      }),
    sessions: (after, limit) =>
      read(function* () {
        return yield* driver.read(READ_SESSIONS, [[after, limit]]);
      }),
    tried: (number, retryAt) =>
      write(function* () {
        const [row] = yield* driver.read(READ_DEVICES, [[number]]);
        if (row === undefined) return;
        const failures = retryAt === 0 ? 0 : Math.min(row.failures + 1, MOST_FAILURES);
        if (failures === 0 && row.failures === 0) return;
        yield* driver.write([rowWrite(TRIED, [[failures, retryAt, number]])]);
      }, {}),
    setLevels: (userId, levels) =>
      write(function* () {
        for (const { conversationId, mutedUntil, mentionsOnly } of levels) {
          const [place] = yield* driver.read(READ_LEVEL_PLACES, [[conversationId, userId]]);
          if (place === undefined) continue;
          const { account, conversation } = place;
          yield* driver.write([
            rowWrite(MUTE, mutedUntil === undefined ? [] : [[account, conversation, mutedUntil]]),
            rowWrite(
              SET_MENTIONS_ONLY,
              mentionsOnly === undefined ? [] : [[account, conversation, mentionsOnly ? 1 : 0]],
            ),
          ]);
        }
      }),
    setQuiet: (userId, { hours, pausedUntil }) =>
      write(function* () {
        const [account] = yield* driver.read(READ_ACCOUNT, [[userId]]);
        if (account === undefined) return;
        const { number } = account;
        yield* driver.write([
          rowWrite(SET_HOURS, hours === undefined ? [] : [[number, hours?.from ?? null, hours?.to ?? null]]),
          rowWrite(PAUSE, pausedUntil === undefined ? [] : [[number, pausedUntil]]),
        ]);
      }),
    active: (userId, at) =>
      write(
        function* () {
          const [account] = yield* driver.read(READ_ACCOUNT, [[userId]]);
          if (account !== undefined) yield* driver.write([rowWrite(SET_ACTIVE, [[account.number, at]])]);
        },
        { accounts: [userId] },
      ),
    facts: (conversations) =>
      read(function* () {
        const asked = conversations.map((id): [(typeof conversations)[number]] => [id]);
        const targets = yield* driver.read(PUSH_READS.targets, asked);
        if (targets.length === 0) return [];
        const rows = yield* driver.readAll(PUSH_READS, {
          conversations: asked,
          targets: [],
          messages: asked,
          mentions: asked,
          blocks: asked,
        });
        const devices = [...new Set(targets.map(({ device }) => device))].map((one): [number] => [one]);
        return pushFacts({ ...rows, targets }, readSinceOf(yield* driver.read(READ_SINCE, devices)));
      }),
    behind: (now, { device, conversation }, limit) =>
      read(function* () {
        return yield* driver.read(READ_BEHIND, [[now, device, conversation, limit]]);
      }),
    mark: (marks) =>
      write(function* () {
        return yield* driver.write([
          rowWrite(
            TOLD,
            marks.flatMap((one): [number, number, number][] =>
              isShown(one) ? [] : [[one.device, one.conversation, one.seq]],
            ),
          ),
          rowWrite(
            SHOWN,
            marks
              .filter(isShown)
              .map(({ device, conversation, seq, shown }): [number, number, number, number] => [
                device,
                conversation,
                seq,
                shown,
              ]),
          ),
        ]);
      }, {}),
    noteProblem: ({ service, status, text, at }) =>
      write(function* () {
        return yield* driver.write([
          rowWrite(NOTE_PROBLEM, [[service, status, text, at, 1]]),
          rowWrite(PRUNE_PROBLEMS, [[]]),
        ]);
      }),
    problems: () =>
      read(function* () {
        return yield* driver.read(READ_PROBLEMS, [[]]);
      }),
  };
};
