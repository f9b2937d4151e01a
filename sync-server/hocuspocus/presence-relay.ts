import { randomUUID } from 'node:crypto';
import { Redis as RedisExtension } from '@hocuspocus/extension-redis';
import {
  type afterLoadDocumentPayload,
  type Document,
  type Extension,
  OutgoingMessage,
  type onAwarenessUpdatePayload,
} from '@hocuspocus/server';
import { applyAwarenessUpdate } from 'y-protocols/awareness';
import { parseDocumentName } from '../../shared/document/name.ts';
import { optionsOf, type RedisLink, watchRedis } from '../cluster/redis/open-redis.ts';
import { encodePresence } from '../gate/presence.ts';
import { RelayClient } from './relay-client.ts';
import { readRelayed } from './relay-wire.ts';

/** Passes presence on between instances. */
export interface PresenceRelay extends Extension {
  close(): void;
}

/** Origin of presence that came from another instance. */
const FROM_REDIS = { source: 'redis' } as const;

/** Client ids shown by sockets of this instance. */
const localIds = (document: Document): number[] => [
  ...new Set([...document.connections.values()].flatMap(({ clients }) => [...clients])),
];

/**
 * Hocuspocus' Redis extension for presence alone. Content neither leaves nor enters by it (`RelayClient` and `readRelayed`
 * drop it), no document waits for Redis to be loaded, stored or unloaded, and the end of presence crosses too, which the
 * extension loses.
 */
class Relay extends RedisExtension implements PresenceRelay {
  readonly #id: string;
  readonly #pub: RedisLink<RelayClient>;
  readonly #sub: RedisLink<RelayClient>;
  /** Of conversations, loaded or loading. */
  readonly #documents = new Map<string, Document>();

  constructor(url: string, prefix: string) {
    const id = randomUUID();
    const clients: RelayClient[] = [];
    super({
      prefix,
      identifier: id,
      awaitInitialSyncTimeout: 0,
      createClient: () => {
        const client = new RelayClient(optionsOf(url, 'skerry-presence'));
        clients.push(client);
        return client;
      },
    });
    const [pub, sub] = clients;
    if (pub === undefined || sub === undefined) throw new Error('The extension made no two clients.');
    this.#id = id;
    this.#pub = watchRedis(pub, { onUp: () => this.#sayAll() });
    this.#sub = watchRedis(sub, {
      onUp: () => {
        sub.subscribeAgain().then(
          () => {
            for (const document of this.#documents.values()) this.#query(document);
          },
          () => sub.disconnect(true),
        );
      },
    });
    // The extension would apply whatever arrives.
    sub.removeAllListeners('messageBuffer');
    sub.on('messageBuffer', (channel: Buffer, message: Buffer) => this.#hear(channel.toString(), message));
  }

  override async afterLoadDocument(payload: afterLoadDocumentPayload): Promise<void> {
    const { document, documentName } = payload;
    if (parseDocumentName(documentName)?.kind !== 'conversation') return;
    this.#documents.set(documentName, document);
    document.on('destroy', () => {
      if (this.#documents.get(documentName) !== document) return;
      this.#documents.delete(documentName);
      void super.afterUnloadDocument({ instance: this.instance, documentName });
    });
    await super.afterLoadDocument(payload);
  }

  override async onAwarenessUpdate(payload: onAwarenessUpdatePayload): Promise<void> {
    const { document, transactionOrigin: origin, removed } = payload;
    // Each instance passes on only what its own sockets show: their states, or that a socket was closed.
    const isOwn = origin === null || (isObject(origin) && origin.source === 'connection');
    if (!isOwn || !this.#documents.has(document.name)) return;
    if (document.connections.size > 0) return super.onAwarenessUpdate(payload);
    this.#say(document, removed);
  }

  // Content goes through the journal, and documents wait for nothing.
  override async onChange(): Promise<void> {}
  override async onStoreDocument(): Promise<void> {}
  override async afterStoreDocument(): Promise<void> {}
  override async beforeUnloadDocument(): Promise<void> {}
  override async afterUnloadDocument(): Promise<void> {}
  override async beforeBroadcastStateless(): Promise<number> {
    return 0;
  }
  override async onDestroy(): Promise<void> {
    this.close();
  }

  close(): void {
    this.#pub.close();
    this.#sub.close();
  }

  #channelOf(name: string): string {
    return `${this.configuration.prefix}:${name}`;
  }

  #publish(name: string, message: OutgoingMessage): void {
    void this.pub.publish(this.#channelOf(name), Buffer.concat([this.messagePrefix, message.toUint8Array()]));
  }

  #query(document: Document): void {
    this.#publish(document.name, new OutgoingMessage(document.name).writeQueryAwareness());
  }

  #say(document: Document, clientIds: number[]): void {
    const known = clientIds.filter((clientId) => document.awareness.meta.has(clientId));
    if (known.length === 0) return;
    this.#publish(
      document.name,
      new OutgoingMessage(document.name).createAwarenessUpdateMessage(document.awareness, known),
    );
  }

  #sayAll(): void {
    for (const document of this.#documents.values()) this.#say(document, localIds(document));
  }

  #hear(channel: string, bytes: Buffer): void {
    const message = readRelayed(bytes);
    if (message === undefined || message.from === this.#id || channel !== this.#channelOf(message.name)) return;
    const document = this.#documents.get(message.name);
    if (document === undefined) return;
    const own = localIds(document);
    if (message.kind === 'query') {
      this.#say(document, own);
      return;
    }
    // Nobody else speaks for a socket of this instance: a device that came here from there may still end there.
    const local = new Set(own);
    // The end of what nobody has seen here would only leave a trace.
    const { states } = document.awareness;
    for (const entry of message.entries)
      if (!local.has(entry.clientId) && (entry.state !== 'null' || states.has(entry.clientId)))
        applyAwarenessUpdate(document.awareness, encodePresence(entry), FROM_REDIS);
  }
}

const isObject = (value: unknown): value is { readonly source?: unknown } =>
  typeof value === 'object' && value !== null;

/** @param prefix how the names of its channels begin */
export const createPresenceRelay = (url: string, prefix: string): PresenceRelay => new Relay(url, prefix);
