import { readConfig } from './config.ts';
import { createLog } from './log.ts';
import { quietConsole } from './quiet-console.ts';
import { StartError } from './start-error.ts';
import { type Surroundings, startServer } from './start-server.ts';
import { onStopSignals } from './stop-signals.ts';

/** Exit codes: 0 stopped as asked, 1 a bug or a broken disk, 2 a mistake in the configuration. */
const MISTAKE = 2;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const complain = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** The program: configured by the environment, it runs until it is asked to stop. */
export const runServer = async (given: Pick<Surroundings, 'dist' | 'allowedAlgs'>): Promise<void> => {
  const read = readConfig(process.env);
  if (read.kind === 'mistakes') {
    for (const sentence of read.sentences) complain(sentence);
    process.exitCode = MISTAKE;
    return;
  }
  const { config } = read;
  for (const warning of read.warnings) complain(warning);
  const log = createLog(config.log, complain, Date.now);
  quietConsole(log);
  const die = (event: string, error: unknown): never => {
    log.error(event, { error });
    process.exit(1);
  };
  process.on('uncaughtException', (error) => die('crashed', error));
  process.on('unhandledRejection', (error) => die('crashed', error));
  // Nobody reads what is printed any more: no reason to end.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);

  let stop: (() => Promise<void>) | undefined;
  let stopping = false;
  const end = (): void => {
    stopping = true;
    if (stop === undefined) return;
    log.info('stopping');
    stop().then(
      () => process.exit(0),
      (error: unknown) => die('stop-failed', error),
    );
  };
  onStopSignals(
    process,
    () => performance.now(),
    end,
    () => process.exit(1),
  );

  try {
    const server = await startServer(config, {
      log,
      now: Date.now,
      monotonic: () => performance.now(),
      random: Math.random,
      fatal: (reason) => die('fatal', new Error(reason)),
      ...given,
    });
    stop = server.close;
    const setUp = server.setupUrl;
    // In one write, so that a reader of the first line has the second too.
    say(
      `Skerry is ready at ${server.url}${setUp === undefined ? '' : `\nSet-up link (once, for the administrator): ${setUp}`}`,
    );
    if (stopping) end();
  } catch (error) {
    if (!(error instanceof StartError)) die('start-failed', error);
    else {
      complain(error.message);
      process.exitCode = MISTAKE;
    }
  }
};
