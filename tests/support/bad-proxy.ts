import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What the proxy does with WebSockets; HTTP passes, but for `hang`. `refuse`: 502. `busy`: 429. `strip`: the headers of
 * the upgrade are lost. `drop`: a socket that opened is cut at once. `silence`: what is sent through sockets is lost both
 * ways. `hang`: nothing is answered any more.
 */
export type ProxyMode = 'pass' | 'refuse' | 'busy' | 'strip' | 'drop' | 'silence' | 'hang';

const answer = (status: string): string => `HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;

/** A network between a browser and a server that treats WebSockets badly, on a loopback port of its own. */
export class BadProxy {
  mode: ProxyMode = 'pass';
  /** When sockets were opened, by the monotonic clock. ms */
  readonly attempts: number[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private readonly target: number;

  private constructor(target: number) {
    this.target = target;
    this.server = createServer((near) => this.serve(near));
  }

  static async start(target: number): Promise<BadProxy> {
    const proxy = new BadProxy(target);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends every open connection. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  stop(): void {
    this.server.close();
    this.cut();
  }

  private serve(near: Socket): void {
    const far = connect(this.target, '127.0.0.1');
    let isSocket = false;
    const end = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const one of [near, far]) {
      this.sockets.add(one);
      one.on('error', end);
      one.on('close', () => {
        this.sockets.delete(one);
        end();
      });
    }
    const isLost = (): boolean => this.mode === 'hang' || (this.mode === 'silence' && isSocket);
    far.on('data', (data) => {
      if (isLost()) return;
      near.write(data);
      if (isSocket && this.mode === 'drop') end();
    });
    near.on('data', (data) => {
      const head = data.toString('latin1');
      if (!/^GET \/sync /.test(head)) {
        if (!isLost()) far.write(data);
        return;
      }
      this.attempts.push(performance.now());
      switch (this.mode) {
        case 'refuse':
          near.end(answer('502 Bad Gateway'));
          return;
        case 'busy':
          near.end(answer('429 Too Many Requests'));
          return;
        case 'strip':
          far.write(head.replace(/^Upgrade:.*\r\n/im, '').replace(/^Connection:.*\r\n/im, ''), 'latin1');
          return;
        default:
          isSocket = true;
          if (!isLost()) far.write(data);
      }
    });
  }
}
