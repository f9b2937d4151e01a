import type { Network } from '../ports.ts';

/** The server's sync socket; browsers authenticate it by cookie. */
export const createWebSocketNetwork = (url: string): Network => ({
  open: ({ onOpen, onFrame, onClose }) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = onOpen;
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (event.data instanceof ArrayBuffer) onFrame(new Uint8Array(event.data));
    };
    socket.onclose = onClose;
    return {
      send: (frame) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(new Uint8Array(frame));
      },
      close: () => socket.close(),
    };
  },
});
