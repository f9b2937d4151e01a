import { existsSync } from 'node:fs';
import { installPackages, isDebian } from './debian-packages.mjs';

/** Ceph's gateway speaks S3; the tests start it over a monitor and a disk in memory. 61 MB. */
const PROGRAMS = {
  radosgw: ['radosgw', 'radosgw-admin'],
  'ceph-mon': ['ceph-mon', 'monmaptool'],
  'ceph-osd': ['ceph-osd'],
  'ceph-common': ['ceph'],
};

const isThere = (program) => process.env.PATH.split(':').some((folder) => existsSync(`${folder}/${program}`));

/** Packages that the tests of S3 lack. */
const missingPackages = () =>
  Object.entries(PROGRAMS)
    .filter(([, programs]) => !programs.every(isThere))
    .map(([name]) => name);

/**
 * Installs a real S3 server for the tests where it may (Debian, as root); elsewhere says what to install, and the suites
 * that need it fail with the same words, while the others run.
 */
export const prepareS3 = async () => {
  const missing = missingPackages();
  if (missing.length === 0) return;
  if (isDebian() && process.getuid?.() === 0) return installPackages(missing, console.error);
  console.error(
    isDebian()
      ? `\nThe tests of S3 will fail: they need packages that only root can install. Run this once:\n  sudo apt-get install --no-install-recommends ${missing.join(' ')}\n`
      : `\nThe tests of S3 will fail: they need Ceph's S3 gateway (on Debian the packages ${missing.join(', ')}).\n`,
  );
};
