import { checkFolder, checkRestored } from '../data-folder/check-folder.ts';
import type { ProgramContext } from './program-context.ts';

/** What is shown of a setting that is secret. */
const HIDDEN = '(set)';

/** Checks settings and data folder as the start does, and shows what is in effect. Changes nothing. */
export const checkConfig = async ({ config, warnings, say }: ProgramContext): Promise<void> => {
  await checkFolder(config.data);
  await checkRestored(config.data);
  const { secret, s3, redis, mail, metricsToken, databaseUrl, ...plain } = config;
  const shown: Record<string, unknown> = {
    ...plain,
    ...(secret === undefined ? {} : { secret: HIDDEN }),
    ...(metricsToken === undefined ? {} : { metricsToken: HIDDEN }),
    ...(s3 === undefined ? {} : { s3: { ...s3, accessKey: HIDDEN, secretKey: HIDDEN } }),
    // These addresses may hold passwords.
    ...(redis === undefined ? {} : { redis: HIDDEN }),
    ...(databaseUrl === undefined ? {} : { databaseUrl: HIDDEN }),
    ...(mail === undefined ? {} : { mail: { url: HIDDEN, from: mail.from } }),
  };
  say(JSON.stringify(shown, undefined, 2));
  for (const warning of warnings) say(warning);
  if (config.origin === undefined && config.host !== '127.0.0.1' && config.host !== 'localhost')
    say(
      'SKERRY_ORIGIN is not set: people need HTTPS for offline pages and passkeys, and the server its address for links.',
    );
  if (config.origin?.startsWith('https:') === true && !config.trustProxy)
    say(
      'SKERRY_TRUST_PROXY is off: if a proxy brings HTTPS here, all people share the limits of its one address; set it to on.',
    );
  say('The configuration is good.');
};
