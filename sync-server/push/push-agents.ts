import { Agent } from 'node:https';

/** The services of the browsers. */
const WELL_KNOWN =
  /^(?:fcm\.googleapis\.com|(?:[\w-]+\.){0,3}(?:push\.services\.mozilla\.com|push\.apple\.com|notify\.windows\.com))$/;
const TIMEOUT = 60_000;
/** Connections to one service. */
const OF_ONE = 16;
/** Connections to all services that nobody knows: an account can name as many as it likes. */
const OF_UNKNOWN = 64;

/** Connections to push services. Those nobody knows share few, and keep none: idle ones would count too. */
export const createPushAgents = () => {
  const wellKnown = new Agent({ keepAlive: true, maxSockets: OF_ONE, timeout: TIMEOUT });
  const unknown = new Agent({
    keepAlive: false,
    maxSockets: OF_ONE,
    maxTotalSockets: OF_UNKNOWN,
    timeout: TIMEOUT,
  });
  return {
    agentFor: ({ hostname, port }: URL): Agent => (port === '' && WELL_KNOWN.test(hostname) ? wellKnown : unknown),
    close: (): void => {
      wellKnown.destroy();
      unknown.destroy();
    },
  };
};
