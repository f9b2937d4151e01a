import { TOKEN_LIMITS } from '../../shared/protocol/limits.ts';
import type { Programs } from '../ports/programs.ts';
import {
  ADD_TOKENS,
  NOTE_USE,
  programToken,
  READ_BY_HASH,
  READ_BY_ID,
  READ_OF_ACCOUNT,
  READ_OF_GROUP,
  REMOVE_TOKENS,
  tokenInput,
} from '../sql/programs.ts';
import { rowWrite } from '../sql/statements.ts';
import type { Connection } from './connection.ts';
import { driver } from './work.ts';

/** Tokens of programs and webhooks. */
export const createPrograms = ({ read, write }: Connection): Programs => ({
  addToken: (token) =>
    write(function* () {
      const { conversationId, userId } = token;
      const there =
        conversationId === undefined
          ? yield* driver.read(READ_OF_ACCOUNT, [[userId]])
          : yield* driver.read(READ_OF_GROUP, [[conversationId]]);
      const most = conversationId === undefined ? TOKEN_LIMITS.tokensOfAccount : TOKEN_LIMITS.webhooksOfGroup;
      if (there.length >= most) return false;
      yield* driver.read(ADD_TOKENS, [tokenInput(token)]);
      return true;
    }),
  tokenBy: (hash) =>
    read(function* () {
      return (yield* driver.read(READ_BY_HASH, [[hash]])).map(programToken)[0];
    }),
  token: (id) =>
    read(function* () {
      return (yield* driver.read(READ_BY_ID, [[id]])).map(programToken)[0];
    }),
  tokensOf: (userId) =>
    read(function* () {
      return (yield* driver.read(READ_OF_ACCOUNT, [[userId]])).map(programToken);
    }),
  webhooksOf: (id) =>
    read(function* () {
      return (yield* driver.read(READ_OF_GROUP, [[id]])).map(programToken);
    }),
  noteUse: (id, at) =>
    write(function* () {
      return yield* driver.write([rowWrite(NOTE_USE, [[at, id]])]);
    }, {}),
  removeTokens: (ids) =>
    write(function* () {
      return yield* driver.write([
        rowWrite(
          REMOVE_TOKENS,
          ids.map((id): [string] => [id]),
        ),
      ]);
    }),
});
