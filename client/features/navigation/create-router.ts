import { createSignal, onCleanup } from 'solid-js';
import { parseRoute, pathOf, type Route } from './route.ts';

export interface Router {
  readonly route: () => Route;
  readonly go: (route: Route, how?: 'push' | 'replace') => void;
  /** To the list, and by the browser's own way back when that is where it leads. */
  readonly back: () => void;
}

/**
 * Ten flat routes without nested data: a signal over the address is all that is needed, and a tenth of the size of
 * @solidjs/router (docs/decisions/0012-interface.md).
 */
export const createRouter = (): Router => {
  const read = (): Route => parseRoute(new URL(location.href));
  const [route, setRoute] = createSignal<Route>(read(), { equals: (a, b) => pathOf(a) === pathOf(b) });
  const listen = (): void => {
    setRoute(read());
  };
  addEventListener('popstate', listen);
  onCleanup(() => removeEventListener('popstate', listen));
  const depth = (): number => (history.state as { depth?: number } | null)?.depth ?? 0;
  const go: Router['go'] = (next, how = 'push') => {
    if (how === 'replace') history.replaceState({ depth: depth() }, '', pathOf(next));
    else if (pathOf(next) !== pathOf(route())) history.pushState({ depth: depth() + 1 }, '', pathOf(next));
    setRoute(next);
  };
  return { route, go, back: () => (depth() > 0 ? history.back() : go({ name: 'list' }, 'replace')) };
};
