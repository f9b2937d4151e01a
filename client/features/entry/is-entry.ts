import type { Route } from '../navigation/route.ts';

type EntryRoute = Extract<Route, { readonly name: 'forgot' | 'invited' | 'reset' | 'verify' }>;

/** The rarer pages before signing in. A link for a new password, or for an address, works for who is signed in too. */
export const isEntry = (route: Route, signedIn: boolean): route is EntryRoute => {
  switch (route.name) {
    case 'reset':
    case 'verify':
      return true;
    case 'forgot':
    case 'invited':
      return !signedIn;
    default:
      return false;
  }
};
