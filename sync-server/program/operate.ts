import { createBlobRemover } from '../blobs/blob-remover.ts';
import { openData } from '../data-folder/open-data.ts';
import type { OperatorAct, OperatorAnswer } from '../operator/acts.ts';
import { askServer } from '../operator/ask-server.ts';
import { createOperator } from '../operator/create-operator.ts';
import { createAccounts } from '../sign-in/accounts.ts';
import { createAdministrators } from '../sign-in/administrators.ts';
import { createEndSignIn } from '../sign-in/end-sign-in.ts';
import { createMaySignIn, createProgramTokens } from '../sign-in/program-tokens.ts';
import { createResetLinks } from '../sign-in/reset-links.ts';
import { StartError } from '../start-error.ts';
import { createAuthAlone } from './auth-alone.ts';
import { databaseOf, type ProgramContext } from './program-context.ts';

const nothing = (): void => undefined;

/** Carries out an act over the data folder while no server runs there. */
const actAlone = async ({ config, log, now, random }: ProgramContext, act: OperatorAct): Promise<OperatorAnswer> => {
  const fatal = (reason: string): never => {
    throw new StartError(reason);
  };
  const { secret, opened, health, lock, blobs } = await openData(config, { log, now, random, fatal });
  const { storage, kysely, database } = opened;
  const remover = createBlobRemover({
    blobs: storage.blobs,
    store: blobs.store,
    onError: (error) => log.error('blobs-not-removed', { error }),
  });
  try {
    const auth = await createAuthAlone(
      { ...opened, ensureAccount: createAccounts(storage.facts, now).ensure },
      secret,
      {
        config,
        log,
        now,
      },
    );
    const carryOut = createOperator({
      storage,
      kysely,
      database,
      dialect: opened.dialect,
      store: blobs.store,
      isOpen: () => false,
      onReleased: remover.poke,
      auth,
      administrators: createAdministrators(auth),
      resetLinks: createResetLinks(auth, now),
      endSignIn: createEndSignIn(auth),
      programTokens: createProgramTokens({
        programs: storage.programs,
        maySignIn: createMaySignIn(auth),
        now,
        random,
        ended: nothing,
        onError: (error) => log.error('token-use-not-noted', { error }),
      }),
      // Nobody is connected, and the next start finishes what is left to do.
      announce: { membersChanged: nothing, notify: nothing },
      erase: nothing,
      url: () => config.origin ?? `http://localhost:${config.port}`,
      now,
      log,
    });
    return await carryOut(act);
  } finally {
    await remover.stop();
    health.stop();
    await storage.close();
    lock.release();
  }
};

/** Has the running server carry out an act, or does it over its stopped data folder. */
export const operate = async (context: ProgramContext, act: OperatorAct): Promise<void> => {
  if (context.config.databaseUrl === undefined) databaseOf(context.config.data);
  const answer = (await askServer(context.config.data, act)) ?? (await actAlone(context, act));
  if (answer.kind === 'refused') throw new StartError(answer.lines.join('\n'));
  for (const line of answer.lines) context.say(line);
};
