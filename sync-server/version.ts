import packageJson from '../package.json' with { type: 'json' };

/** Of this program, as `package.json` names it. */
export const VERSION: string = packageJson.version;
