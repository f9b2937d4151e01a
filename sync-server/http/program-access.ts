type Route = readonly [method: string, path: RegExp];

/** What a program's token opens; everything else takes a person who is signed in. */
const READS: readonly Route[] = [
  ['GET', /^\/api\/(?:me|people|conversations|feed|events)$/],
  ['GET', /^\/api\/conversations\/[^/]+\/(?:messages|receipts)$/],
  ['GET', /^\/api\/pictures\/[^/]+$/],
  ['GET', /^\/api\/blobs\/[^/]+$/],
  ['POST', /^\/api\/blobs\/sources$/],
  // What the token it asks for may do is decided there.
  ['POST', /^\/api\/sync-tokens$/],
];
const WRITES: readonly Route[] = [
  ['POST', /^\/api\/(?:conversations|receipts)$/],
  ['POST', /^\/api\/conversations\/[^/]+\/(?:messages|accept|decline)$/],
  ['GET', /^\/api\/blobs(?:\/[^/]+\/parts)?$/],
  ['POST', /^\/api\/blobs(?:\/[^/]+\/(?:urls|complete))?$/],
  ['DELETE', /^\/api\/blobs\/[^/]+$/],
];

/** Whether a request is one that a program with this access may make. */
export const mayProgram = (access: 'read' | 'write', method: string, path: string): boolean =>
  [...READS, ...(access === 'write' ? WRITES : [])].some(
    ([allowed, pattern]) => (method === allowed || (method === 'HEAD' && allowed === 'GET')) && pattern.test(path),
  );
