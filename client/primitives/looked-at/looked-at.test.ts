import { createRoot } from 'solid-js';
import { afterEach, expect, it, vi } from 'vitest';
import { createLookedAt } from './create-looked-at.ts';

afterEach(() => vi.unstubAllGlobals());

it('NOTE-1 a tab is looked at while it is visible and has the focus', () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible', hasFocus: (): boolean => true });
  const frame = new EventTarget();
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', frame.addEventListener.bind(frame));
  vi.stubGlobal('removeEventListener', frame.removeEventListener.bind(frame));
  createRoot((dispose) => {
    const lookedAt = createLookedAt();
    expect(lookedAt()).toBe(true);
    page.hasFocus = () => false;
    frame.dispatchEvent(new Event('blur'));
    expect(lookedAt()).toBe(false);
    page.hasFocus = () => true;
    page.visibilityState = 'hidden';
    page.dispatchEvent(new Event('visibilitychange'));
    expect(lookedAt()).toBe(false);
    page.visibilityState = 'visible';
    dispose();
    frame.dispatchEvent(new Event('focus'));
    expect(lookedAt()).toBe(false);
  });
});
