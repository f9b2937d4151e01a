import type { Route } from '../navigation/route.ts';

type EntryRoute = Extract<Route, { readonly name: 'forgot' | 'invited' | 'reset' | 'verify' }>;

/** The rarer pages before signing in. Reset links and links that confirm an address work for signed-in people too. */
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
