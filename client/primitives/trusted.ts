/**
 * The one Trusted Types policy (sync-server/http/security-headers.ts): with it in force no other text becomes markup or
 * the address of a script, whatever part of the app it reaches.
 */
interface Trusted {
  /** For Solid alone, whose templates are written at build time (vite.config.ts). */
  readonly createHTML: (markup: string) => string;
  /** Throws for what is not of this origin. */
  readonly createScriptURL: (address: string | URL) => string;
}

declare global {
  var trustedTypes: { createPolicy(name: string, rules: Trusted): Trusted } | undefined;
}

const RULES: Trusted = {
  createHTML: (markup) => markup,
  createScriptURL: (address) => {
    const { origin, href } = new URL(address, location.href);
    if (origin !== location.origin) throw new Error(href);
    return href;
  },
};

/** Where the browser has no Trusted Types, texts stay texts. */
export const trusted: Trusted = globalThis.trustedTypes?.createPolicy('skerry', RULES) ?? RULES;
