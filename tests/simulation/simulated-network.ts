import type { Network } from '../../client/replica/ports.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { FrameOrder, isUpdate } from './frame-order.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedServer } from './simulated-server.ts';
import type { Peer } from './simulated-socket.ts';

/** What the sockets of a device depend on, as it is at each moment. */
interface ConnectedDevice {
  readonly name: string;
  readonly userId: UserId;
  readonly cookie: { readonly ended: boolean };
  readonly vanishing: { readonly up?: boolean; readonly down?: boolean };
  readonly isHanging: boolean;
  /** When sockets were opened. */
  readonly attempts: number[];
  readonly onFrame: (frame: Uint8Array) => void;
  /** The server that it reaches now. */
  readonly server: () => SimulatedServer | undefined;
}

/**
 * The sockets of one device: frames take their time, in order, and some come twice.
 * @param peers what closes each open socket
 * @param alive whether the replica that opened them still runs
 */
export const simulateNetwork = (
  device: ConnectedDevice,
  deps: { readonly scheduler: Scheduler; readonly random: () => number; readonly peers: Set<() => void> },
  alive: () => boolean,
): Network => {
  const { scheduler, random, peers } = deps;
  return {
    open: (handlers) => {
      const server = device.server();
      let open = server !== undefined;
      let closed = false;
      const finish = (): void => {
        if (closed) return;
        closed = true;
        open = false;
        peers.delete(finish);
        server?.disconnect(peer);
        scheduler.after(0, () => alive() && handlers.onClose());
      };
      const up = new FrameOrder(scheduler, random);
      const down = new FrameOrder(scheduler, random);
      const segment: Uint8Array[] = [];
      let isGathering = false;
      let segments = 0;
      const peer: Peer = {
        userId: device.userId,
        session: device.name,
        isEnded: () => device.cookie.ended,
        receive: (frame) => {
          if (!open || device.vanishing.down === true) return;
          down.deliver(frame, () => {
            if (!open || !alive()) return;
            device.onFrame(frame);
            handlers.onFrame(frame);
          });
          // Broadcasts may come twice: updates are idempotent, everything else is not sent twice by any transport.
          if (isUpdate(frame) && random() < 0.05) down.deliver(frame, () => open && alive() && handlers.onFrame(frame));
        },
        closed: finish,
      };
      peers.add(finish);
      device.attempts.push(scheduler.now);
      if (device.isHanging) open = false;
      else if (server === undefined) scheduler.after(20, finish);
      else {
        server.connect(peer);
        scheduler.after(2 + random() * 20, () => open && alive() && handlers.onOpen());
      }
      return {
        send: (frame) => {
          if (!open || !alive() || device.vanishing.up === true) return;
          up.deliver(frame, () => {
            segment.push(frame);
            if (isGathering) return;
            // Some frames on their way arrive in one read of the socket, those of one document in order.
            if (segments++ % 3 === 0) {
              isGathering = true;
              up.deliverAll();
              isGathering = false;
            }
            const frames = segment.splice(0);
            if (open && frames.length > 0) server?.segment(peer, frames);
          });
        },
        close: finish,
      };
    },
  };
};
