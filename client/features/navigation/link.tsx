import { type JSX, splitProps } from 'solid-js';
import type { Router } from './create-router.ts';
import { pathOf, type Route } from './route.ts';

/** A real address (to copy, to open in a tab), followed without loading the page. */
export const Link = (
  props: Omit<JSX.AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'onClick'> & {
    readonly to: Route;
    readonly router: Router;
  },
): JSX.Element => {
  const [own, rest] = splitProps(props, ['to', 'router']);
  return (
    <a
      {...rest}
      href={pathOf(own.to)}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        own.router.go(own.to);
      }}
    />
  );
};
