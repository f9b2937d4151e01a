/**
 * The interface on made-up data, without worker or server. Not part of the build. In the address: `at` (path to begin
 * with), `state` (of the connection), `session=signed-out`, `failing` (the disk), `empty` (a new account).
 */
import { render } from 'solid-js/web';
import { App } from '../app/app.tsx';
import type { Connection } from '../channel/protocol.ts';
import '../design/tokens.css';
import '../design/base.css';
import { makeFakeChannel } from './fake-channel.ts';
import { MIRA_ID } from './fake-data.ts';

const asked = new URLSearchParams(location.search);
const states: readonly Connection['state'][] = ['offline', 'connecting', 'online', 'sign-in-needed', 'update-needed'];
const state = states.find((one) => one === asked.get('state')) ?? 'offline';
history.replaceState(null, '', asked.get('at') ?? `/c/${MIRA_ID}`);

const root = document.getElementById('app');
if (asked.has('rtl')) document.documentElement.dir = 'rtl';
const channel = makeFakeChannel({
  state,
  signedIn: asked.get('session') !== 'signed-out',
  saveFailing: asked.has('failing'),
  empty: asked.has('empty'),
});
if (root !== null) render(() => <App channel={channel} updates={undefined} />, root);
