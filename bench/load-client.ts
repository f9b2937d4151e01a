import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';

const SYNC = 0;
const AUTH = 2;
const STATELESS = 5;
const SYNC_STATUS = 8;

interface Channel {
  opened: () => void;
  failed: (reason: string) => void;
  /** Called per SyncStatus. */
  acked: (saved: boolean) => void;
  /** Called per update frame the server broadcasts. */
  updated: () => void;
}

/** A minimal socket for load: counts acks, broadcasts and bytes, and decodes nothing else. */
export class LoadClient {
  /** Bytes received, with the headers of their WebSocket frames. */
  bytes = 0;
  private readonly channels = new Map<string, Channel>();
  private readonly socket: WebSocket;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.binaryType = 'nodebuffer';
    socket.on('message', (data: Buffer) => this.receive(data));
    socket.on('error', () => {});
  }

  static connect(url: string, headers: Record<string, string>): Promise<LoadClient> {
    const socket = new WebSocket(url, { headers });
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(new LoadClient(socket)));
      socket.once('error', reject);
    });
  }

  open(
    name: string,
    token: string,
  ): Promise<{
    update: (bytes: Uint8Array, acked: (saved: boolean) => void) => void;
    onUpdate: (listener: () => void) => void;
  }> {
    return new Promise((resolve, reject) => {
      const waiting: ((saved: boolean) => void)[] = [];
      const channel: Channel = {
        opened: () =>
          resolve({
            update: (bytes, acked) => {
              waiting.push(acked);
              this.frame(name, SYNC, (out) => {
                encoding.writeVarUint(out, 2);
                encoding.writeVarUint8Array(out, bytes);
              });
            },
            onUpdate: (listener) => {
              channel.updated = listener;
            },
          }),
        failed: (reason) => reject(new Error(`${name}: ${reason}`)),
        acked: (saved) => waiting.shift()?.(saved),
        updated: () => {},
      };
      this.channels.set(name, channel);
      this.frame(name, AUTH, (out) => {
        encoding.writeVarUint(out, 0);
        encoding.writeVarString(out, token);
        encoding.writeVarString(out, '4.7.0');
      });
    });
  }

  /** Asks for all of an open document. */
  sync(name: string): void {
    this.frame(name, SYNC, (out) => {
      encoding.writeVarUint(out, 0);
      encoding.writeVarUint8Array(out, new Uint8Array([0]));
    });
  }

  /** Sends a message of a device, as over its account document. */
  tell(name: string, message: object): void {
    this.frame(name, STATELESS, (out) => encoding.writeVarString(out, JSON.stringify(message)));
  }

  close(): void {
    this.socket.terminate();
  }

  private frame(name: string, type: number, write: (out: encoding.Encoder) => void): void {
    const out = encoding.createEncoder();
    encoding.writeVarString(out, name);
    encoding.writeVarUint(out, type);
    write(out);
    this.socket.send(encoding.toUint8Array(out));
  }

  private receive(data: Buffer): void {
    this.bytes += data.byteLength + (data.byteLength < 126 ? 2 : data.byteLength < 65_536 ? 4 : 10);
    const from = decoding.createDecoder(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    const channel = this.channels.get(decoding.readVarString(from));
    if (channel === undefined) return;
    const type = decoding.readVarUint(from);
    if (type === SYNC_STATUS) channel.acked(decoding.readVarUint(from) === 1);
    else if (type === SYNC && decoding.readVarUint(from) === 2) channel.updated();
    else if (type === AUTH) {
      if (decoding.readVarUint(from) === 2) channel.opened();
      else channel.failed(decoding.readVarString(from));
    }
  }
}
