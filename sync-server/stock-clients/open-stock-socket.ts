import * as v from 'valibot';
import { parseDocumentName } from '../../shared/document/name.ts';
import { GATE_LIMITS } from '../../shared/protocol/limits.ts';
import { SERVER_MESSAGE } from '../../shared/protocol/messages.ts';
import { PROTOCOL } from '../../shared/protocol/wire.ts';
import type { SocketHandlers, Sync, SyncSocket } from '../documents/sync.ts';
import type { Log } from '../log.ts';
import { type AuthenticateDependencies, identityOfToken } from '../sockets/authenticate.ts';
import { CLOSE, codeOfDenial } from './close-codes.ts';
import { authFrame, deniedFrame, KEEP_ALIVE, towardsClient, towardsServer } from './frames.ts';

const KEEP_ALIVE_MS = 20_000;
/** A close reason has at most 123 bytes. */
const REASON = 100;

export interface StockSocket extends AuthenticateDependencies {
  readonly sync: Pick<Sync, 'handleSocket'>;
  readonly log: Log;
  readonly socket: SyncSocket;
  readonly request: Request;
  /** `/yjs/<document>` */
  readonly path: string;
  readonly token: string;
}

const documentOf = (path: string): string | undefined => {
  try {
    const name = decodeURIComponent(path.slice('/yjs/'.length));
    return parseDocumentName(name) === undefined ? undefined : name;
  } catch {
    return undefined;
  }
};

/** What a stateless message means for a client that knows none: a refusal ends its connection. */
const refusalOf = (text: string): { readonly code: number; readonly reason: string } | undefined => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(SERVER_MESSAGE, json);
  if (!parsed.success || parsed.output.type !== 'refused') return undefined;
  const { code, rule, retry } = parsed.output;
  // Retryable: it comes back, and its next SyncStep2 carries what was missing.
  return { code: retry ? CLOSE.again : CLOSE.refused, reason: `${code} (${rule})` };
};

/**
 * Joins a plain y-websocket client: its frames pass the same gate as those of a device. Such clients have no acks; what is refused closes the connection with a reason.
 */
export const openStockSocket = (stock: StockSocket): SocketHandlers => {
  const { socket, sync, log } = stock;
  let inner: SocketHandlers | undefined;
  let closed = false;
  let early: Uint8Array[] = [];
  let earlyBytes = 0;
  let clientId = 0;

  const close = (code: number, reason: string): void => {
    if (closed) return;
    closed = true;
    clearInterval(keepAlive);
    early = [];
    socket.close(code, reason.slice(0, REASON));
  };
  const keepAlive = setInterval(() => socket.send(KEEP_ALIVE), KEEP_ALIVE_MS);
  keepAlive.unref();

  const deny = (reason: string, frame = deniedFrame(reason)): void => {
    if (closed) return;
    socket.send(frame);
    close(codeOfDenial(reason), reason);
  };

  const passOn = (frame: Uint8Array): void => {
    const translated = towardsClient(frame);
    switch (translated.kind) {
      case 'send':
        socket.send(translated.frame);
        return;
      case 'denied':
        deny(translated.reason, translated.frame);
        return;
      case 'closed':
        close(codeOfDenial(translated.reason), translated.reason);
        return;
      case 'unsaved':
        close(CLOSE.refused, 'not-allowed');
        return;
      case 'stateless': {
        const refusal = refusalOf(translated.text);
        if (refusal !== undefined) close(refusal.code, refusal.reason);
        return;
      }
      case 'drop':
        return;
    }
  };

  const outer: SyncSocket = {
    address: socket.address,
    get isOpen() {
      return !closed && socket.isOpen;
    },
    send(data) {
      if (!closed) passOn(data);
    },
    close,
    get isDrained() {
      return socket.isDrained;
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    drained: () => socket.drained(),
    signedIn: (account) => socket.signedIn(account),
  };

  const join = async (document: string): Promise<void> => {
    const identity = await identityOfToken(stock, stock.token);
    if (closed) return;
    if (identity === undefined) return deny('signed-out');
    if (identity.document !== undefined && identity.document !== document) return deny('not-a-member');
    clientId = identity.clientId ?? 0;
    // Looked up again for each Auth frame: there is one, but the gate should not rely on it.
    const handlers = sync.handleSocket(outer, stock.request, () => identityOfToken(stock, stock.token));
    inner = handlers;
    handlers.handleMessage(authFrame(document, JSON.stringify({ protocol: PROTOCOL, epoch: '' })));
    for (const frame of early) forward(handlers, document, frame);
    early = [];
  };

  const forward = (handlers: SocketHandlers, document: string, frame: Uint8Array): void => {
    try {
      const translated = towardsServer(frame, document, clientId);
      if (translated !== undefined) handlers.handleMessage(translated);
    } catch {
      close(CLOSE.refused, 'malformed');
    }
  };

  const document = documentOf(stock.path);
  if (document === undefined) deny('no-such-document');
  else {
    join(document).catch((error: unknown) => {
      log.error('stock-client-failed', { error });
      close(CLOSE.again, 'unavailable');
    });
  }

  return {
    handleMessage(data) {
      if (closed || document === undefined) return;
      if (inner !== undefined) return forward(inner, document, data);
      earlyBytes += data.byteLength;
      if (earlyBytes > GATE_LIMITS.unknownBytes) close(CLOSE.again, 'too-much-before-sign-in');
      // A copy: the socket's buffer is its own.
      else early.push(new Uint8Array(data));
    },
    handleClose() {
      closed = true;
      clearInterval(keepAlive);
      early = [];
      inner?.handleClose();
    },
  };
};
