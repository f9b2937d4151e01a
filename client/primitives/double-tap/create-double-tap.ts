/** The second tap comes so soon, and so near. ms, pixels */
const SOON = 320;
const NEAR = 28;
/** A tap is short. ms */
const SHORT = 250;

/** Two quick taps of a finger on what is no control of its own. */
export const createDoubleTap = (element: HTMLElement, onTap: () => void): void => {
  let down = { x: 0, y: 0, at: 0 };
  let before: typeof down | undefined;
  element.addEventListener('pointerdown', (event) => {
    down = { x: event.clientX, y: event.clientY, at: event.timeStamp };
  });
  element.addEventListener('pointerup', (event) => {
    if (event.pointerType !== 'touch' || !event.isPrimary || event.timeStamp - down.at > SHORT) return;
    const { target } = event;
    if (target instanceof Element && target.closest('a, button, input') !== null) return;
    const last = before;
    before = { ...down, at: event.timeStamp };
    if (Math.hypot(event.clientX - down.x, event.clientY - down.y) > NEAR) before = undefined;
    if (last === undefined || down.at - last.at > SOON || Math.hypot(down.x - last.x, down.y - last.y) > NEAR) return;
    before = undefined;
    onTap();
  });
  element.addEventListener('pointercancel', () => {
    before = undefined;
  });
};
