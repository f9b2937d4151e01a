/** How a picture stands in its stage: scaled about the middle, then moved. Pixels */
export interface Zoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Area {
  readonly width: number;
  readonly height: number;
}

export const FITTED: Zoom = { scale: 1, x: 0, y: 0 };
const LARGEST = 8;

/** The picture as it stands fitted into the stage. */
const fitted = (picture: Area, stage: Area): Area => {
  const ratio = Math.min(stage.width / picture.width, stage.height / picture.height, 1);
  return { width: picture.width * ratio, height: picture.height * ratio };
};

const within = (value: number, most: number): number => Math.min(most, Math.max(-most, value));

/** No further than its edges: there is nothing to see beyond them. */
const held = ({ scale, x, y }: Zoom, picture: Area, stage: Area): Zoom => {
  const size = fitted(picture, stage);
  return {
    scale,
    x: within(x, Math.max(0, (size.width * scale - stage.width) / 2)),
    y: within(y, Math.max(0, (size.height * scale - stage.height) / 2)),
  };
};

/** Larger or smaller, while the point at (`px`, `py`) from the middle of the stage stays where it is. */
export const zoomedAt = (zoom: Zoom, factor: number, px: number, py: number, picture: Area, stage: Area): Zoom => {
  const scale = Math.min(LARGEST, Math.max(1, zoom.scale * factor));
  if (scale === 1) return FITTED;
  const grown = scale / zoom.scale;
  return held({ scale, x: px - (px - zoom.x) * grown, y: py - (py - zoom.y) * grown }, picture, stage);
};

export const movedBy = (zoom: Zoom, dx: number, dy: number, picture: Area, stage: Area): Zoom =>
  held({ ...zoom, x: zoom.x + dx, y: zoom.y + dy }, picture, stage);
