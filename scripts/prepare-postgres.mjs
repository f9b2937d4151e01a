import { existsSync, readdirSync } from 'node:fs';
import { installPackages, isDebian } from './debian-packages.mjs';

const DEBIAN = '/usr/lib/postgresql';
const PACKAGE = 'postgresql';

const isThere = () =>
  existsSync(DEBIAN) && readdirSync(DEBIAN).some((version) => existsSync(`${DEBIAN}/${version}/bin/initdb`));

/**
 * Installs a real PostgreSQL for the tests, which start one of their own, where it may (Debian, as root); elsewhere says
 * what to install, and the suites that need it fail with the same words.
 */
export const preparePostgres = async () => {
  if (isThere()) return;
  if (isDebian() && process.getuid?.() === 0) return installPackages([PACKAGE], console.error);
  console.error(
    isDebian()
      ? `\nThe tests of PostgreSQL will fail: they need a package that only root can install. Run this once:\n  sudo apt-get install --no-install-recommends ${PACKAGE}\n`
      : `\nThe tests of PostgreSQL will fail: they need its server (on Debian the package ${PACKAGE}).\n`,
  );
};
