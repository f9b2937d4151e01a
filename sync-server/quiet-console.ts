import { type Log, redact } from './log.ts';

type Method = 'log' | 'info' | 'warn' | 'error' | 'debug';

const sayOf = (part: unknown): unknown => (typeof part === 'string' ? redact(part) : part);

/**
 * Libraries (Hocuspocus, better-auth) write to the console, and their errors quote what people wrote. From here on all of
 * it goes through the log, redacted. Returns the way back.
 */
export const quietConsole = (log: Log): (() => void) => {
  const methods: readonly (readonly [Method, 'debug' | 'warn'])[] = [
    ['debug', 'debug'],
    ['log', 'debug'],
    ['info', 'debug'],
    ['warn', 'warn'],
    ['error', 'warn'],
  ];
  const before = methods.map(([method]) => [method, console[method]] as const);
  for (const [method, level] of methods) {
    console[method] = (...parts: unknown[]) => {
      const entry: Record<string, unknown> = {};
      for (const [index, part] of parts.slice(0, 4).entries()) {
        if (typeof part === 'string' || part instanceof Error) entry[`part${index}`] = sayOf(part);
      }
      log[level]('library', entry);
    };
  }
  return () => {
    for (const [method, original] of before) console[method] = original;
  };
};
