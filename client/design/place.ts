interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}

const EDGE = 8;

const GAP = 6;

/**
 * Where a surface goes: on the preferred side of its anchor when there is room, else on the other; never out of the window.
 * Pixels of the window.
 */
export const place = (
  anchor: Box,
  surface: Size,
  view: Size,
  prefer: 'above' | 'below' = 'above',
): { readonly left: number; readonly top: number } => {
  const above = anchor.top - surface.height - GAP;
  const below = anchor.bottom + GAP;
  const fits = prefer === 'above' ? above >= EDGE : below + surface.height <= view.height - EDGE;
  const top = (prefer === 'above') === fits ? above : below;
  const fitsRight = anchor.left + surface.width <= view.width - EDGE;
  const left = fitsRight ? anchor.left : anchor.right - surface.width;
  const clamp = (value: number, most: number): number => Math.max(EDGE, Math.min(value, most - EDGE));
  return { left: clamp(left, view.width - surface.width), top: clamp(top, view.height - surface.height) };
};
