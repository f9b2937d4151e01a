import type { Network } from './ports.ts';

/** The server's `/sync` by WebSocket; the session comes with the cookie. */
export const createSocketNetwork = (url: string): Network => ({
  open: (handlers) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      handlers.onClose();
    };
    socket.onopen = () => handlers.onOpen();
    socket.onmessage = ({ data }) => {
      if (!over && data instanceof ArrayBuffer) handlers.onFrame(new Uint8Array(data));
    };
    socket.onclose = end;
    socket.onerror = end;
    return {
      send: (frame) => {
        // A copy: the frame may be a view on a larger, shared buffer, which the socket's type does not take.
        if (socket.readyState === WebSocket.OPEN) socket.send(frame.slice());
      },
      close: () => {
        socket.close();
        // A dead line would tell us of its end only after a long while.
        end();
      },
    };
  },
});
