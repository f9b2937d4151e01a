/** `npm run demo`: a server with people and conversations in a temporary folder, which goes when it stops. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PASSWORD, PEOPLE, SHOWN } from './story.ts';

const data = mkdtempSync(join(tmpdir(), 'skerry-demo-'));
const remove = (): void => rmSync(data, { recursive: true, force: true });
try {
  console.log('Writing three weeks of messages …');
  const { seedDemo } = await import('./seed.ts');
  await seedDemo(data);
} catch (error) {
  remove();
  throw error;
}
const accounts = SHOWN.map((name) => ({ name: PEOPLE[name], email: `${name}@example.org`, password: PASSWORD }));
const server = spawn(process.execPath, [join(import.meta.dirname, '../../dist-server/skerry.js'), 'start'], {
  stdio: 'inherit',
  env: { ...process.env, SKERRY_DATA: data, SKERRY_DEMO: JSON.stringify(accounts) },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal));
server.on('exit', (code) => {
  remove();
  process.exit(code ?? 0);
});
