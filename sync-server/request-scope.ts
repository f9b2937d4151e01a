import { AsyncLocalStorage } from 'node:async_hooks';

/** The id of the HTTP request that is being handled, in everything that is called while it is. */
export const requestScope = new AsyncLocalStorage<string>();
