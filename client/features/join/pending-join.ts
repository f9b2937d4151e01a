import type { Router } from '../navigation/create-router.ts';
import type { Route } from '../navigation/route.ts';

export const JOIN_KEY = 'skerry.join';

/** Keeps the token of a link while the person signs in, in this tab only. */
export const keepJoin = (token: string): void => sessionStorage.setItem(JOIN_KEY, token);

/** The token kept, once. */
const takeJoin = (): string | undefined => {
  const token = sessionStorage.getItem(JOIN_KEY) ?? undefined;
  sessionStorage.removeItem(JOIN_KEY);
  return token;
};

/** Pages that only a signed-out person needs. */
export const isForSignedOut = (name: Route['name']): boolean =>
  ['sign-in', 'sign-up', 'setup', 'link', 'forgot', 'invited'].includes(name);

/** Leads on after signing in: to the link the person came by, else to the list. Calling it twice does no harm. */
export const goOn = (router: Router): void => {
  const route = router.route();
  if (!isForSignedOut(route.name)) return;
  const kept = takeJoin();
  const token = route.name === 'invited' ? (route.group ?? kept) : kept;
  router.go(token === undefined ? { name: 'list' } : { name: 'join', token }, 'replace');
};
