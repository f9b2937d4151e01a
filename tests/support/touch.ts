/** An element that receives events without a document, as gestures need. */
export const touchable = (): HTMLElement =>
  Object.assign(new EventTarget(), { setPointerCapture: () => undefined }) as unknown as HTMLElement;

export interface Touch {
  readonly x?: number;
  readonly y?: number;
  /** ms */
  readonly at?: number;
  readonly pointerType?: string;
  readonly isPrimary?: boolean;
}

/** One pointer event at an element. */
export const touch = (element: EventTarget, type: string, { x = 0, y = 0, at = 0, ...more }: Touch = {}): void => {
  const event = Object.assign(
    new Event(type),
    { clientX: x, clientY: y, pointerId: 1, pointerType: 'touch', isPrimary: true },
    more,
  );
  Object.defineProperty(event, 'timeStamp', { value: at });
  element.dispatchEvent(event);
};
