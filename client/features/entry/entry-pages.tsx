import { type JSX, Match, Switch } from 'solid-js';
import type { Channel } from '../../channel/protocol.ts';
import type { Router } from '../navigation/create-router.ts';
import type { Route } from '../navigation/route.ts';
import { ForgotPage } from './forgot-page.tsx';
import { InvitedPage } from './invited-page.tsx';
import { ResetPage } from './reset-page.tsx';
import { VerifyPage } from './verify-page.tsx';

/** The rarer ways in, by address. */
export const EntryPages = (props: { readonly channel: Channel; readonly router: Router }): JSX.Element => {
  const at = <Name extends Route['name']>(name: Name): Extract<Route, { name: Name }> | undefined => {
    const route = props.router.route();
    const isAt = (one: Route): one is Extract<Route, { name: Name }> => one.name === name;
    return isAt(route) ? route : undefined;
  };
  return (
    <Switch>
      <Match when={at('invited')}>
        {(route) => (
          <InvitedPage channel={props.channel} router={props.router} token={route().token} group={route().group} />
        )}
      </Match>
      <Match when={at('forgot')}>
        <ForgotPage router={props.router} />
      </Match>
      <Match when={at('reset')}>
        {(route) => <ResetPage channel={props.channel} router={props.router} token={route().token} />}
      </Match>
      <Match when={at('verify')}>{(route) => <VerifyPage router={props.router} token={route().token} />}</Match>
    </Switch>
  );
};
