import { type BodyScheme, PLAIN_SCHEME } from './body-scheme.ts';

/** How the app seals bodies: it does not yet. The build for tests replaces this file. */
export const SCHEME: BodyScheme = PLAIN_SCHEME;
