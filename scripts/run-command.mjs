import { spawn } from 'node:child_process';

/** @typedef {{ code: number | null, timedOut: boolean, output: string }} Ended */

/** Process groups of the running commands: a signal to us must end all of them. */
const running = new Set();

const killGroup = (pid, signal) => {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended already.
  }
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    for (const pid of running) killGroup(pid, 'SIGKILL');
    process.exit(130);
  });

/**
 * Runs a program in a process group of its own and waits for its end. After `timeout` ms the whole group gets SIGTERM
 * and 5 s later SIGKILL, so that no browser or server it started survives. `code` is null when it could not start.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number, quiet?: boolean }} [options] `quiet` keeps the output to itself
 * @returns {Promise<Ended>}
 */
export const runCommand = (program, args, options = {}) =>
  new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', options.quiet ? 'pipe' : 'inherit', options.quiet ? 'pipe' : 'inherit'],
      detached: true,
    });
    let output = '';
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    let timedOut = false;
    const timers = [];
    if (child.pid) running.add(child.pid);
    if (options.timeout)
      timers.push(
        setTimeout(() => {
          timedOut = true;
          killGroup(child.pid, 'SIGTERM');
          timers.push(setTimeout(() => killGroup(child.pid, 'SIGKILL'), 5_000));
        }, options.timeout),
      );
    const end = (code) => {
      for (const timer of timers) clearTimeout(timer);
      if (child.pid) {
        killGroup(child.pid, 'SIGKILL');
        running.delete(child.pid);
      }
      resolve({ code, timedOut, output });
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      end(null);
    });
    child.on('close', end);
    // A grandchild that keeps our pipe open must not block us.
    child.on('exit', (code) => timers.push(setTimeout(() => end(code), 1_000)));
  });
