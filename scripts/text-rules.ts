/** Folders of a developer's machine: a path in one of them works on that machine only. */
const MACHINE_PATH = /(?<![\w.~-])\/(?:work|root|home|Users)\/[\w.-]/;
/** An address of a registry in the lock file ties every newcomer to one mirror. */
const REGISTRY = /"resolved":|https?:\/\/[^"\s]*(?:registry|artifactory|nexus)/;

const isWord = (text: string): boolean => /\p{L}/u.test(text);

/** Attributes whose value people see or hear. */
const SPOKEN =
  /(?<![\w-])(?:aria-label|aria-description|aria-roledescription|alt|title|placeholder|label)=(['"])([^'"]*)\1/g;

/** A text in braces between tags; what stands there without braces is found by biome's noJsxLiterals. */
const BRACED = /(?:>|^)\s*\{\s*(['"`])((?:(?!\1).)*)\1\s*\}/g;

/**
 * @param path relative to the root, with `/`
 * @returns one line for each fault
 */
export const judgeText = (path: string, text: string): string[] => {
  const faults: string[] = [];
  text.split('\n').forEach((line, index) => {
    if (MACHINE_PATH.test(line)) faults.push(`${path}:${index + 1}: a path of one machine`);
    if (path === 'package-lock.json' && REGISTRY.test(line))
      faults.push(`${path}:${index + 1}: an address of a registry (see .npmrc: omit-lockfile-registry-resolved)`);
    if (path.startsWith('client/') && path.endsWith('.tsx'))
      for (const match of [...line.matchAll(SPOKEN), ...line.matchAll(BRACED)])
        if (isWord(match[2] ?? ''))
          faults.push(`${path}:${index + 1}: visible text "${match[2]}" outside the catalogue`);
  });
  return faults;
};
