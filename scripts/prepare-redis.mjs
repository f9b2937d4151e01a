import { existsSync } from 'node:fs';
import { installPackages, isDebian } from './debian-packages.mjs';

/** The tests start it themselves, so the service of the package need not run. 2 MB. */
const PACKAGE = 'redis-server';

const isThere = (program) => process.env.PATH.split(':').some((folder) => existsSync(`${folder}/${program}`));

/** Installs Redis for the tests where it may (Debian, as root); elsewhere says what to install, as for S3. */
export const prepareRedis = async () => {
  if (isThere('redis-server')) return;
  if (isDebian() && process.getuid?.() === 0) return installPackages([PACKAGE], console.error);
  console.error(
    isDebian()
      ? `\nThe tests of several instances will fail: they need Redis, which only root can install. Run this once:\n  sudo apt-get install --no-install-recommends ${PACKAGE}\n`
      : '\nThe tests of several instances will fail: they need the program redis-server.\n',
  );
};
