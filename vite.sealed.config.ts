import { join } from 'node:path';
import type { PluginOption, UserConfig } from 'vite';
import app from './vite.config.ts';

/** Only smaller: a test would wait for it. */
const LEFT_OUT = ['packed-texts'];

const isLeftOut = (plugin: PluginOption): boolean =>
  typeof plugin === 'object' && plugin !== null && 'name' in plugin && LEFT_OUT.includes(plugin.name);

/** The app as it is built for people, but for the scheme: its words are sealed with the tests' `alg`. */
const config: UserConfig = {
  ...app,
  plugins: app.plugins?.filter((plugin) => !isLeftOut(plugin)) ?? [],
  resolve: {
    alias: {
      ...app.resolve?.alias,
      './bodies/scheme.ts': join(import.meta.dirname, 'tests/support/test-alg.ts'),
    },
  },
  build: { ...app.build, minify: false },
};
export default config;
