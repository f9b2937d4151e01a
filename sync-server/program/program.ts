import { loadEnvFile } from 'node:process';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { OperatorAct } from '../operator/acts.ts';
import { dataError, StartError } from '../start-error.ts';
import { VERSION } from '../version.ts';
import { createContext, FAULTS, MISTAKE, type ProgramContext } from './program-context.ts';

export interface ProgramSurroundings {
  /** Folder of the built client. */
  readonly dist: string;
}

const whole =
  (most: number) =>
  (text: string): number => {
    const value = /^[1-9][0-9]{0,6}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value <= most)) throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
    return value;
  };

const PERSON = 'email address, username or user id';

const complain = (line: string): void => void process.stderr.write(`${line}\n`);

/** Runs a command with the configuration; what it cannot do becomes one sentence and exit code 2. */
const act = async (work: (context: ProgramContext) => Promise<boolean | undefined>): Promise<void> => {
  let data = '';
  try {
    const context = createContext(process.env);
    data = context.config.data;
    if ((await work(context)) === false) process.exitCode = FAULTS;
  } catch (error) {
    const told = dataError(error, data);
    if (!(told instanceof StartError)) throw error;
    complain(told.message);
    process.exitCode = MISTAKE;
  }
};
const operate = (asked: OperatorAct): Promise<void> =>
  act(async (context) => void (await (await import('./operate.ts')).operate(context, asked)));

const addAdmin = (program: Command): void => {
  const admin = program
    .command('admin')
    .description('look after accounts and invitations, while the server runs or not');
  admin
    .command('invite')
    .description('create an invitation and print its link')
    .option('--days <days>', 'days until it expires', whole(365), 7)
    .option('--uses <uses>', 'accounts that can be created with it', whole(1_000), 1)
    .option('--by <person>', `administrator in whose name it is (${PERSON}); the first one when absent`)
    .action(({ days, uses, by }: { days: number; uses: number; by?: string }) =>
      operate({ act: 'invite', days, uses, ...(by === undefined ? {} : { by }) }),
    );
  admin
    .command('promote')
    .description('make somebody an administrator')
    .argument('<person>', PERSON)
    .option('--undo', 'remove them as an administrator')
    .action((who: string, { undo }: { undo?: true }) => operate({ act: 'promote', who, administrator: undo !== true }));
  admin
    .command('disable')
    .description('sign somebody out everywhere and let them sign in no more; what they wrote stays')
    .argument('<person>', PERSON)
    .option('--undo', 'let them sign in again')
    .action((who: string, { undo }: { undo?: true }) => operate({ act: 'disable', who, disabled: undo !== true }));
  admin
    .command('delete')
    .description('delete an account for good')
    .argument('<person>', PERSON)
    .option('--messages', 'delete everything they wrote, too')
    .action((who: string, { messages }: { messages?: true }) =>
      operate({ act: 'delete', who, messages: messages === true }),
    );
  admin
    .command('reset-password')
    .description('print a link with which somebody chooses a new password, once')
    .argument('<person>', PERSON)
    .option('--hours <hours>', 'hours until it expires', whole(720), 24)
    .action((who: string, { hours }: { hours: number }) => operate({ act: 'reset-password', who, hours }));
  admin
    .command('token')
    .description('make a token with which a program speaks for an account, and print it once')
    .argument('<person>', PERSON)
    .option('--name <name>', 'what it is for', 'Program')
    .option('--read', 'the program only reads')
    .action((who: string, { name, read }: { name: string; read?: true }) =>
      operate({ act: 'token', who, name, access: read === true ? 'read' : 'write' }),
    );
  admin
    .command('revoke')
    .description('sign somebody out on all devices and revoke their tokens, or revoke an invitation')
    .argument('[person]', PERSON)
    .option('--invitation <id>', 'the invitation to revoke')
    .action((who: string | undefined, { invitation }: { invitation?: string }, command: Command) => {
      if (invitation !== undefined && who === undefined)
        return operate({ act: 'revoke-invitation', invitationId: invitation });
      if (who !== undefined && invitation === undefined) return operate({ act: 'revoke-sessions', who });
      return command.error('error: Name either a person or, with --invitation, an invitation.');
    });
};

const addBackup = (program: Command): void => {
  program
    .command('backup')
    .description('make a backup of database, secret and files (of a bucket: their list), while the server runs or not')
    .argument('<file>', 'a new file')
    .action((file: string) => act(async (context) => void (await (await import('./backup.ts')).backup(context, file))));
  program
    .command('restore')
    .description('put a backup back into the data folder (or an empty PostgreSQL database), with the server stopped')
    .argument('<file>', 'the backup')
    .option('--replace', 'set aside what the data folder holds')
    .action((file: string, { replace }: { replace?: true }) =>
      act(async (context) => void (await (await import('./restore.ts')).restore(context, file, replace === true))),
    );
  program
    .command('restored')
    .description('note that the data folder was put back by other means than `skerry restore`')
    .action(() =>
      act(async (context) => void (await (await import('./announce-restored.ts')).announceRestored(context))),
    );
  program
    .command('verify')
    .description('check journal, snapshots, stamps, facts and files; exit code 1 when something is wrong')
    .argument('[file]', 'a backup; the data folder when absent')
    .action((file: string | undefined) =>
      act(async (context) => {
        const { verify, verifyBackup } = await import('./verify.ts');
        return file === undefined ? verify(context) : verifyBackup(context, file);
      }),
    );
};

const createProgram = ({ dist }: ProgramSurroundings): Command => {
  const program = new Command('skerry')
    .description('Skerry, a local-first chat server. It is configured by environment variables; see the README.')
    .version(VERSION)
    .option('--settings <file>', 'read environment variables from a file; those that are set stay')
    .hook('preAction', (command) => {
      const { settings } = command.opts<{ settings?: string }>();
      if (settings === undefined) return;
      try {
        loadEnvFile(settings);
      } catch {
        command.error(`error: The file ${settings} cannot be read.`);
      }
    });
  // Commands copy this setting when they are added, so it comes first.
  program.exitOverride().showHelpAfterError('(skerry --help lists the commands)');
  program
    .command('start')
    .description('run the server until it is asked to stop')
    .action(async () => (await import('../run-server.ts')).runServer({ dist }));
  addBackup(program);
  program
    .command('compact')
    .description('replace journals by snapshots; with the server stopped, shrink a database file, too')
    .action(() => operate({ act: 'compact' }));
  program
    .command('collect')
    .description('remove files that nothing and nobody refers to, as the server does once a day')
    .option('--dry-run', 'only list them')
    .action(({ dryRun }: { dryRun?: true }) => operate({ act: 'collect', isDry: dryRun === true }));
  addAdmin(program);
  program
    .command('export')
    .description('write accounts, conversations and messages as lines of JSON, without the bytes of files')
    .argument('<file>', 'a new file')
    .option('--person <person>', `only what one person may read (${PERSON})`)
    .action((file: string, { person }: { person?: string }) =>
      act(async (context) => void (await (await import('./export.ts')).exportData(context, file, person))),
    );
  program
    .command('config')
    .description('look at the configuration')
    .command('check')
    .description('check settings and data folder as the start does, and print what is in effect')
    .action(() => act(async (context) => void (await (await import('./config-check.ts')).checkConfig(context))));
  return program;
};

/** The program `skerry`. Each command loads what it needs. */
export const runProgram = async (argv: readonly string[], surroundings: ProgramSurroundings): Promise<void> => {
  try {
    await createProgram(surroundings).parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end with 0; everything else is a mistake on the command line.
    process.exitCode = error.exitCode === 0 ? 0 : MISTAKE;
  }
};
