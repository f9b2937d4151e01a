export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/** Six digits are a tenth of a metre: more would only look exact. */
const round = (degrees: number): number => Number(degrees.toFixed(6));

const onEarth = (latitude: number, longitude: number): Coordinates | undefined =>
  Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
    ? { latitude: round(latitude), longitude: round(longitude) }
    : undefined;

/** RFC 5870, without other reference systems than the usual one; height and parameters are left out. */
const GEO = /^geo:(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)(?:,-?\d+(?:\.\d+)?)?(?:[;?].*)?$/i;
/** With points: parted by a comma, a semicolon or a space. */
const POINTS = /^([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*(?:[,;]|\s)\s*([+-]?\d{1,3}(?:\.\d+)?)\s*°?$/;
/** One number with a comma, by all likelihood. */
const ONE = /^\d+,\d+$/;
/** With commas, as much of Europe writes them: parted by a semicolon or a space. */
const COMMAS = /^([+-]?\d{1,3},\d+)\s*°?(?:\s*;\s*|\s+)([+-]?\d{1,3},\d+)\s*°?$/;
/** 59°54′36″N 10°45′0″E; minutes and seconds may be absent. */
const PART = String.raw`(\d{1,3}(?:[.,]\d+)?)\s*°\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:["″”]|'')\s*)?`;
const COMPASS = new RegExp(String.raw`^${PART}([NS])\s*[,;]?\s*${PART}([EW])$`, 'i');

const numberOf = (text: string | undefined): number => Number((text ?? '0').replace(',', '.'));
const degreesOf = (degrees?: string, minutes?: string, seconds?: string): number | undefined => {
  const [m, s] = [numberOf(minutes), numberOf(seconds)];
  return m < 60 && s < 60 ? numberOf(degrees) + m / 60 + s / 3600 : undefined;
};

/** Coordinates as people copy them from maps; undefined when it is none, or not on earth. */
export const parseCoordinates = (text: string): Coordinates | undefined => {
  const trimmed = text.trim().replace(/[−–]/gu, '-');
  if (trimmed.length > 200 || /;crs=(?!wgs84)/i.test(trimmed)) return undefined;
  if (ONE.test(trimmed)) return undefined;
  const pair = GEO.exec(trimmed) ?? POINTS.exec(trimmed) ?? COMMAS.exec(trimmed);
  if (pair !== null) return onEarth(numberOf(pair[1]), numberOf(pair[2]));
  const compass = COMPASS.exec(trimmed);
  if (compass === null) return undefined;
  const latitude = degreesOf(compass[1], compass[2], compass[3]);
  const longitude = degreesOf(compass[5], compass[6], compass[7]);
  if (latitude === undefined || longitude === undefined) return undefined;
  const south = compass[4]?.toUpperCase() === 'S';
  const west = compass[8]?.toUpperCase() === 'W';
  return onEarth(south ? -latitude : latitude, west ? -longitude : longitude);
};
