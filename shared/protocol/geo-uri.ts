/** A geo: URI (RFC 5870) with at most six digits: a tenth of a metre. */
export const geoUri = (latitude: number, longitude: number): string =>
  `geo:${Number(latitude.toFixed(6))},${Number(longitude.toFixed(6))}`;
