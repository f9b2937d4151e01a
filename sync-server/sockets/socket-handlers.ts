/** Where the frames of one WebSocket go. */
export interface SocketHandlers {
  /** @param data may be reused as soon as this returns */
  handleMessage(data: Uint8Array): void;
  handleClose(): void;
}
