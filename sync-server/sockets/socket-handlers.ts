/** Where the frames of one WebSocket go. */
export interface SocketHandlers {
  handleMessage(data: Uint8Array): void;
  handleClose(event?: { code: number; reason: string }): void;
}
