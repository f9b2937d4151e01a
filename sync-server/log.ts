import pino from 'pino';
import { requestScope } from './request-scope.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Plain values; anything thrown may be given too: its message is redacted, its place is kept. */
interface LogEntry {
  readonly [field: string]: unknown;
}

/**
 * Structured lines for the person who runs the server. An event is a fixed word (`request`, `refused`, …). Never pass
 * message content, tokens or e-mail addresses: ids and counts say enough.
 */
export interface Log {
  debug(event: string, fields?: LogEntry): void;
  info(event: string, fields?: LogEntry): void;
  warn(event: string, fields?: LogEntry): void;
  error(event: string, fields?: LogEntry): void;
}

const QUOTED = /"[^"]*"|'[^']*'|`[^`]*`/g;
const EMAIL = /[^\s@<>()]+@[^\s@<>()]+/g;
/** Session tokens, secrets and the like: long runs without a space. Names of files and functions are shorter or have dots. */
const LONG = /[A-Za-z0-9_+/=-]{25,}/g;

/**
 * Takes out of a text whatever people may have written or must keep secret: quoted spans (JSON errors quote their
 * input), e-mail addresses, tokens. For words of libraries that are not ours to choose.
 */
export const redact = (text: string): string =>
  text.slice(0, 500).replace(EMAIL, '…').replace(QUOTED, '"…"').replace(LONG, '…');

/** Name, redacted message and the innermost frames: enough to find the place, nothing a person wrote. */
const describe = (thrown: unknown): unknown => {
  if (!(thrown instanceof Error)) return typeof thrown;
  const frames = (thrown.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 4)
    .map((line) =>
      line
        .trim()
        .replace(/^at /, '')
        .replace(/\(?(file:\/\/)?\/.*\/(?=[^/]+:\d)/, '('),
    );
  return { name: thrown.name, message: redact(thrown.message), at: frames };
};

const plain = (value: unknown): unknown =>
  value instanceof Error || (typeof value === 'object' && value !== null) ? describe(value) : value;

/** @param write takes one line without its end @param now ms since 1970 */
export const createLog = (level: LogLevel, write: (line: string) => void, now: () => number): Log => {
  const logger = pino(
    {
      level,
      // Neither the process nor the machine: whoever gathers lines knows where they come from.
      base: null,
      timestamp: () => `,"time":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const request = requestScope.getStore();
        return request === undefined ? {} : { request };
      },
    },
    { write: (line) => write(line.trimEnd()) },
  );
  const at =
    (own: Exclude<LogLevel, 'silent'>) =>
    (event: string, fields: LogEntry = {}): void => {
      if (!logger.isLevelEnabled(own)) return;
      const entry: Record<string, unknown> = { event };
      for (const [key, value] of Object.entries(fields)) entry[key] = plain(value);
      logger[own](entry);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};
