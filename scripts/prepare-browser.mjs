import { existsSync } from 'node:fs';
import { runCommand } from './run-command.mjs';

/** Where the browser tests look for Chromium; the environment variable is for systems other than Debian. */
const CHROMIUM = process.env.SKERRY_CHROMIUM ?? '/usr/bin/chromium';
/** The fonts make emoji and non-Latin scripts have a width, without which layout is not tested at all. */
const FONTS = ['fonts-noto-color-emoji', 'fonts-noto-core'];

const isInstalled = async (debianPackage) => {
  const { output } = await runCommand('dpkg', ['--status', debianPackage], { quiet: true });
  return output.includes('Status: install ok installed');
};

/** Installs Chromium and fonts where it may (Debian, as root); elsewhere says what to install. @param {(text: string) => never} fail */
export const prepareBrowser = async (fail) => {
  const isDebian = existsSync('/usr/bin/apt-get');
  const missing = existsSync(CHROMIUM) ? [] : ['chromium'];
  if (isDebian) for (const font of FONTS) if (!(await isInstalled(font))) missing.push(font);
  if (missing.length === 0) return;
  if (process.env.SKERRY_CHROMIUM && missing.includes('chromium'))
    fail(`SKERRY_CHROMIUM names ${CHROMIUM}, which does not exist.`);
  const isRoot = process.getuid?.() === 0;
  if (!isDebian || !isRoot)
    fail(
      isDebian
        ? `The browser tests need packages that only root can install. Run this once, then repeat:\n  sudo apt-get install ${missing.join(' ')}`
        : 'The browser tests need Chromium. Install it and name its program in the environment variable SKERRY_CHROMIUM (and have a font with emoji).',
    );
  console.log(`Installing ${missing.join(', ')} …`);
  const apt = ['-o', 'DPkg::Lock::Timeout=300', '-qq', '-y'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await runCommand('apt-get', [...apt, 'update'], { env, quiet: true });
  if (updated.code !== 0) console.error(updated.output);
  const installed = await runCommand('apt-get', [...apt, 'install', '--no-install-recommends', ...missing], {
    env,
    quiet: true,
  });
  if (installed.code !== 0) fail(`apt-get could not install ${missing.join(', ')}:\n${installed.output}`);
};
