import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import * as v from 'valibot';
import { PUSH_MESSAGE, type PushMessage } from '../../shared/protocol/push.ts';
import { eventually } from './eventually.ts';

/** One request as the service got it. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A browser's subscription, with the keys that open what is pushed to it. */
export interface Subscription {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  /** Opens a body as RFC 8291 says; throws when it is not for this subscription. */
  readonly open: (body: Buffer) => string;
}

const derive = (secret: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, bytes));

/** RFC 8188 with one record, its key agreed as in RFC 8291. */
const openWith = (ecdh: ReturnType<typeof createECDH>, auth: Buffer, body: Buffer): string => {
  const salt = body.subarray(0, 16);
  const keyLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + keyLength);
  const sealed = body.subarray(21 + keyLength);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), sender]);
  const input = derive(ecdh.computeSecret(sender), auth, info, 32);
  const key = derive(input, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(input, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2)).toString('utf8');
};

/** The claims of a VAPID header, whose signature is checked with the key it names. */
export const readVapid = (header: string | undefined): { readonly key: string; readonly claims: unknown } => {
  const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(header ?? '') ?? [];
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!isSigned) throw new Error('The signature is not by the key.');
  return { key, claims: JSON.parse(Buffer.from(claims, 'base64url').toString()) };
};

/** A subscription with keys of its own. */
export const subscriptionAt = (endpoint: string): Subscription => {
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  const auth = randomBytes(16);
  return {
    endpoint,
    p256dh: ecdh.getPublicKey('base64url'),
    auth: auth.toString('base64url'),
    open: (body) => openWith(ecdh, auth, body),
  };
};

/** What the service does with a request: a status, or something of its own. */
type Answer = number | ((response: ServerResponse) => void);

/** A push service on this machine: keeps what it gets, and answers as told. */
export class PushService {
  readonly origin: string;
  readonly received: Received[] = [];
  answer: Answer = 201;
  onReceived: ((received: Received) => void) | undefined;
  private readonly stopServer: () => Promise<void>;

  private constructor(origin: string, stopServer: () => Promise<void>) {
    this.origin = origin;
    this.stopServer = stopServer;
  }

  static async start(): Promise<PushService> {
    let service: PushService | undefined;
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const received = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) };
      service?.received.push(received);
      service?.onReceived?.(received);
      const answer = service?.answer ?? 500;
      if (typeof answer === 'function') answer(response);
      else response.writeHead(answer).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('No port.');
    const stop = async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    service = new PushService(`http://127.0.0.1:${address.port}`, stop);
    return service;
  }

  stop(): Promise<void> {
    return this.stopServer();
  }

  subscribe(name: string): Subscription {
    return subscriptionAt(`${this.origin}/${name}`);
  }

  to({ endpoint }: Pick<Subscription, 'endpoint'>): readonly Received[] {
    return this.received.filter(({ path }) => `${this.origin}${path}` === endpoint);
  }

  messages(subscription: Subscription): readonly PushMessage[] {
    return this.to(subscription).map(({ body }) => v.parse(PUSH_MESSAGE, JSON.parse(subscription.open(body))));
  }

  /** Waits for the push with this number, from 1. */
  async message(subscription: Subscription, number = 1): Promise<PushMessage> {
    return eventually(`Push ${number}`, async () => this.messages(subscription)[number - 1]);
  }
}
