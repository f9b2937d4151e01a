import type { BodyAlg, BodyScheme } from '../../client/replica/bodies/body-scheme.ts';
import type { AllowedAlgs } from '../../shared/admission/judge-context.ts';
import { ALG_PLAIN } from '../../shared/envelope/body.ts';
import { mulberry } from './mulberry.ts';

/** A number that no version of the app knows. */
export const TEST_ALG = 200;
const NONCE = 4;
const SECRET = 0x5ea1ed;

/** What the server needs to read, or writes itself. */
const PLAIN_ROOTS: readonly string[] = ['profile', 'deletions'];

/** A server that accepts, wherever people write words, the test's `alg`, which it cannot open. */
export const ALLOW_TEST_ALG: AllowedAlgs = ({ root }) =>
  PLAIN_ROOTS.includes(root) ? [ALG_PLAIN] : [ALG_PLAIN, TEST_ALG];

const streamOf = (nonce: Uint8Array, { by, at }: { readonly by: number; readonly at: number }): (() => number) => {
  const [a = 0, b = 0, c = 0, d = 0] = nonce;
  const seed = SECRET ^ ((a << 24) | (b << 16) | (c << 8) | d) ^ by ^ (at % 2 ** 31);
  const random = mulberry(seed);
  return () => Math.floor(random() * 256);
};

/** Nonce, one byte that tells whether the key was right, then the text: for tests, not a cipher. */
const createTestAlg = (random: () => number, wait: () => Promise<void>): BodyAlg => ({
  alg: TEST_ALG,
  seal: (plain, header) => {
    const nonce = Uint8Array.from({ length: NONCE }, () => Math.floor(random() * 256));
    const next = streamOf(nonce, header);
    return Uint8Array.of(...nonce, next(), ...Array.from(plain, (byte) => byte ^ next()));
  },
  open: async (sealed, header) => {
    await wait();
    const next = streamOf(sealed.subarray(0, NONCE), header);
    if (sealed.byteLength <= NONCE || sealed[NONCE] !== next()) return undefined;
    return sealed.slice(NONCE + 1).map((byte) => byte ^ next());
  },
});

/** Seals all words people write with an `alg` that takes some time to open. */
export const createTestScheme = (random: () => number, wait: () => Promise<void>): BodyScheme => ({
  algs: [createTestAlg(random, wait)],
  algFor: (root) => (PLAIN_ROOTS.includes(root) ? ALG_PLAIN : TEST_ALG),
});

/** Late enough that a page shows a message before its words are open. ms */
const OPENS_AFTER = 50;

/** Replaces the app's scheme in the build for tests. */
export const SCHEME = createTestScheme(Math.random, () => new Promise((resolve) => setTimeout(resolve, OPENS_AFTER)));
