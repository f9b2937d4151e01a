import type { Router } from '../navigation/create-router.ts';
import type { Route } from '../navigation/route.ts';
import { takeJoin } from './pending-join.ts';

/** Pages that mean nothing to somebody signed in. */
export const isForSignedOut = (name: Route['name']): boolean =>
  name === 'sign-in' || name === 'sign-up' || name === 'setup' || name === 'link';

/** Where one goes after signing in: on with the link one came by, else to the list. Asking twice does no harm. */
export const goOn = (router: Router): void => {
  if (!isForSignedOut(router.route().name)) return;
  const token = takeJoin();
  router.go(token === undefined ? { name: 'list' } : { name: 'join', token }, 'replace');
};
