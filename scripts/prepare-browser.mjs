import { existsSync } from 'node:fs';
import { installPackages, isDebian, isInstalled } from './debian-packages.mjs';

/** Where the browser tests look for Chromium; the environment variable is for systems other than Debian. */
const CHROMIUM = process.env.SKERRY_CHROMIUM ?? '/usr/bin/chromium';
/** The fonts make emoji and non-Latin scripts have a width, without which layout is not tested at all. */
const FONTS = ['fonts-noto-color-emoji', 'fonts-noto-core'];

/** Installs Chromium and fonts where it may (Debian, as root); elsewhere says what to install. @param {(text: string) => never} fail */
export const prepareBrowser = async (fail) => {
  const missing = existsSync(CHROMIUM) ? [] : ['chromium'];
  // The long suites also run a journey in Firefox.
  if (process.argv.includes('--long') && isDebian() && !existsSync('/usr/bin/firefox-esr')) missing.push('firefox-esr');
  if (isDebian()) for (const font of FONTS) if (!(await isInstalled(font))) missing.push(font);
  if (missing.length === 0) return;
  if (process.env.SKERRY_CHROMIUM && missing.includes('chromium'))
    fail(`SKERRY_CHROMIUM names ${CHROMIUM}, which does not exist.`);
  const isRoot = process.getuid?.() === 0;
  if (!isDebian() || !isRoot)
    fail(
      isDebian()
        ? `The browser tests need packages that only root can install. Run this once, then repeat:\n  sudo apt-get install ${missing.join(' ')}`
        : 'The browser tests need Chromium. Install it and name its program in the environment variable SKERRY_CHROMIUM (and have a font with emoji).',
    );
  await installPackages(missing, fail);
};
