import { afterEach, expect, it, vi } from 'vitest';
import { growField } from './grow-field.ts';

afterEach(() => vi.unstubAllGlobals());

/** A field that is as high as it was made, or as its text: what is asked for while it has no height of its own. */
const fieldOf = (textHeight: () => number): HTMLTextAreaElement => {
  const style = { blockSize: '' };
  return {
    style,
    get scrollHeight() {
      return style.blockSize === 'auto'
        ? textHeight()
        : Math.max(textHeight(), Number.parseFloat(style.blockSize) || 0);
    },
  } as unknown as HTMLTextAreaElement;
};

it('CMP-12 a field grows with its text, and shrinks with it', () => {
  vi.stubGlobal('CSS', { supports: () => false });
  let height = 60;
  const field = fieldOf(() => height);
  growField(field);
  expect(field.style.blockSize).toBe('60px');
  height = 20;
  growField(field);
  expect(field.style.blockSize).toBe('20px');
});

it('CMP-12 where the browser grows fields itself, the height is left to CSS', () => {
  vi.stubGlobal('CSS', { supports: () => true });
  const field = fieldOf(() => 60);
  growField(field);
  expect(field.style.blockSize).toBe('');
});
