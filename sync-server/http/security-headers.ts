import type { MiddlewareHandler } from 'hono';

/** Scripts, styles, workers and connections of this origin only; images and recordings also from memory. No inline code, and no text that becomes code. */
const policyFor = (blobOrigin: string | undefined): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    // Files go to their store, and come from it, directly.
    `connect-src 'self'${blobOrigin === undefined ? '' : ` ${blobOrigin}`}`,
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types skerry',
  ].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(self), microphone=(self), geolocation=(self), payment=(), usb=(), browsing-topics=()',
  'X-Frame-Options': 'DENY',
};

/**
 * On every answer, errors and files included.
 * @param secure the public address is https
 * @param blobOrigin where the bytes of files are, when that is not here
 */
export const securityHeaders = (secure: boolean, blobOrigin: string | undefined): MiddlewareHandler => {
  const all = Object.entries({
    'Content-Security-Policy': policyFor(blobOrigin),
    ...HEADERS,
    ...(secure ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
  });
  return async (c, next) => {
    await next();
    for (const [name, value] of all) c.res.headers.set(name, value);
  };
};
