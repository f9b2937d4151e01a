import { existsSync } from 'node:fs';
import { runCommand } from './run-command.mjs';

/** Whether packages can be asked for by their Debian names. */
export const isDebian = () => existsSync('/usr/bin/apt-get');

/** @param {string} name */
export const isInstalled = async (name) => {
  const { output } = await runCommand('dpkg', ['--status', name], { quiet: true });
  return output.includes('Status: install ok installed');
};

/** @param {readonly string[]} names @param {(text: string) => void} fail */
export const installPackages = async (names, fail) => {
  console.log(`Installing ${names.join(', ')} …`);
  const apt = ['-o', 'DPkg::Lock::Timeout=300', '-qq', '-y'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await runCommand('apt-get', [...apt, 'update'], { env, quiet: true });
  if (updated.code !== 0) console.error(updated.output);
  const installed = await runCommand('apt-get', [...apt, 'install', '--no-install-recommends', ...names], {
    env,
    quiet: true,
  });
  if (installed.code !== 0) fail(`apt-get could not install ${names.join(', ')}:\n${installed.output}`);
};
