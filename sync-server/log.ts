import { redact } from './redact.ts';

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
  const least = LOG_LEVELS.indexOf(level);
  const at =
    (own: LogLevel) =>
    (event: string, fields: LogEntry = {}): void => {
      if (LOG_LEVELS.indexOf(own) < least) return;
      const entry: Record<string, unknown> = { time: new Date(now()).toISOString(), level: own, event };
      for (const [key, value] of Object.entries(fields)) entry[key] = plain(value);
      write(JSON.stringify(entry));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};
