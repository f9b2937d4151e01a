import { type Callback, Redis } from 'ioredis';
import { FRAME } from '../../shared/protocol/wire.ts';
import { messageTypeOf } from './relay-wire.ts';

/** What the extension may publish: presence, and the question for it. Never content: that goes through the journal only. */
const LEAVES: ReadonlySet<number> = new Set([FRAME.awareness, FRAME.queryAwareness]);

const callbackOf = (args: readonly unknown[]): Callback<unknown> | undefined => {
  const last = args.at(-1);
  return typeof last === 'function' ? (last as Callback<unknown>) : undefined;
};

/**
 * The Redis client of Hocuspocus' extension. It publishes no content, never waits for a connection and never fails: what
 * does not arrive is said again with the next sign of presence. It remembers its channels for the next connection.
 */
export class RelayClient extends Redis {
  readonly #channels = new Set<string>();

  override publish(channel: string | Buffer, message: string | Buffer, callback?: Callback<number>): Promise<number> {
    const isAllowed = this.status === 'ready' && Buffer.isBuffer(message) && LEAVES.has(messageTypeOf(message) ?? -1);
    const sent = isAllowed ? super.publish(channel, message).catch(() => 0) : Promise.resolve(0);
    if (callback !== undefined) void sent.then((count) => callback(null, count));
    return sent;
  }

  override subscribe(...args: unknown[]): Promise<unknown> {
    const channels = args.filter((arg) => typeof arg === 'string');
    for (const channel of channels) this.#channels.add(channel);
    if (this.status === 'ready') super.subscribe(...channels).catch(() => this.disconnect(true));
    callbackOf(args)?.(null, channels.length);
    return Promise.resolve(channels.length);
  }

  override unsubscribe(...args: unknown[]): Promise<unknown> {
    const channels = args.filter((arg) => typeof arg === 'string');
    for (const channel of channels) this.#channels.delete(channel);
    if (this.status === 'ready') super.unsubscribe(...channels).catch(() => this.disconnect(true));
    callbackOf(args)?.(null, this.#channels.size);
    return Promise.resolve(this.#channels.size);
  }

  /** On a new connection. */
  async subscribeAgain(): Promise<void> {
    if (this.#channels.size > 0) await super.subscribe(...this.#channels);
  }
}
