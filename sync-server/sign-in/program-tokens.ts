import { randomUUID } from 'node:crypto';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { PROGRAM_LIMITS } from '../../shared/protocol/limits.ts';
import type { Programs, ProgramToken, TokenAccess } from '../../storage/ports/programs.ts';
import type { Auth } from './auth.ts';
import { makeToken, tokenHash } from './tokens.ts';

/** What tokens begin with, so that people and scanners of leaked secrets recognize them: a program's, a webhook's. */
const PREFIX = { program: 'skp_', webhook: 'skw_' } as const;
const RANDOM = /^[A-Za-z0-9_-]{22}$/;
const SESSION = 'program:';
const DAY_MS = 24 * 3_600_000;

/** As the session of what a program opens, which ends with its token. */
export const sessionOfToken = (id: string): string => `${SESSION}${id}`;

/** The token in `Authorization: Bearer skp_…`; undefined for everything else, sessions included. */
export const programTokenOf = (headers: Headers): string | undefined => {
  const [, token] = /^Bearer\s+(skp_\S+)$/i.exec(headers.get('authorization') ?? '') ?? [];
  return token;
};

/** Whether an account may sign in at all: an administrator may have disabled it. */
export const createMaySignIn =
  (auth: Pick<Auth, '$context'>) =>
  async (userId: UserId): Promise<boolean> => {
    const { adapter } = await auth.$context;
    const where = [{ field: 'id', value: userId }];
    const user = await adapter.findOne<{ disabled?: boolean | null }>({ model: 'user', where });
    return user !== null && user.disabled !== true;
  };

export interface NewProgramToken {
  readonly userId: UserId;
  readonly name: string;
  readonly access: TokenAccess;
  readonly conversationId?: ConversationId;
  /** Days until it ends; undefined: it does not end by itself. */
  readonly days?: number | undefined;
}

export interface ProgramTokensDependencies {
  readonly programs: Programs;
  /** Whether the account may sign in; false for one that is disabled or deleted. */
  readonly maySignIn: (userId: UserId) => Promise<boolean>;
  /** ms since 1970 */
  readonly now: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** A token is not valid any more: what it opened is closed. */
  readonly ended: (sessionId: string) => void;
  readonly onError: (error: unknown) => void;
}

/** Tokens of programs: made, recognized and removed. */
export const createProgramTokens = (deps: ProgramTokensDependencies) => {
  const { programs, now, random } = deps;
  /** Tokens that were used here and will expire, with when: what they opened does not ask again. */
  const expiring = new Map<string, number>();

  const noteUse = ({ id, usedAt }: ProgramToken): void => {
    if (usedAt !== undefined && usedAt + PROGRAM_LIMITS.noteUseMs > now()) return;
    programs.noteUse(id, now()).catch(deps.onError);
  };

  const hasEnded = ({ expiresAt }: ProgramToken): boolean => expiresAt !== undefined && expiresAt <= now();

  const verify = async (kind: keyof typeof PREFIX, token: string): Promise<ProgramToken | undefined> => {
    const prefix = PREFIX[kind];
    if (!token.startsWith(prefix) || !RANDOM.test(token.slice(prefix.length))) return undefined;
    const found = await programs.tokenBy(tokenHash(token));
    if (found === undefined || hasEnded(found) || (found.access === 'post') !== (kind === 'webhook')) return undefined;
    // A webhook has no sign-in of its own.
    if (kind === 'program' && !(await deps.maySignIn(found.userId))) return undefined;
    noteUse(found);
    if (found.expiresAt !== undefined) expiring.set(found.id, found.expiresAt);
    return found;
  };

  return {
    /** The token in clear stands in no other place; undefined: there are as many as there can be. */
    make: async (
      asked: NewProgramToken,
    ): Promise<{ readonly token: string; readonly made: ProgramToken } | undefined> => {
      const token = `${PREFIX[asked.access === 'post' ? 'webhook' : 'program']}${makeToken()}`;
      const made: ProgramToken = {
        id: randomUUID(),
        userId: asked.userId,
        name: asked.name,
        access: asked.access,
        conversationId: asked.conversationId,
        device: 1 + Math.floor(random() * (2 ** 32 - 1)),
        createdAt: now(),
        usedAt: undefined,
        expiresAt: asked.days === undefined ? undefined : now() + asked.days * DAY_MS,
      };
      return (await programs.addToken({ ...made, hash: tokenHash(token) })) ? { token, made } : undefined;
    },
    verify,
    /** Whether what a program opened may stay open; undefined: it is no program's session. */
    isAlive: async (sessionId: string, userId: string): Promise<boolean | undefined> => {
      if (!sessionId.startsWith(SESSION)) return undefined;
      const found = await programs.token(sessionId.slice(SESSION.length));
      return found?.userId === userId && !hasEnded(found) && (await deps.maySignIn(found.userId));
    },
    /** Closes what tokens opened that have expired since. To be called every minute. */
    endExpired: (): void => {
      for (const [id, at] of expiring)
        if (at <= now()) {
          expiring.delete(id);
          deps.ended(sessionOfToken(id));
        }
    },
    ofAccount: programs.tokensOf,
    ofGroup: programs.webhooksOf,
    remove: async (tokens: readonly Pick<ProgramToken, 'id'>[]): Promise<void> => {
      await programs.removeTokens(tokens.map(({ id }) => id));
      for (const { id } of tokens) deps.ended(sessionOfToken(id));
    },
  };
};
export type ProgramTokens = ReturnType<typeof createProgramTokens>;
