import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '#chat/index.ts';

/**
 * A logger for Slack's own libraries that keeps warnings and errors only, and of those only what comes before the
 * first colon or bracket: what follows can hold words of a person or an address with a ticket in it.
 */
export function quietLogger(log: Log): Logger {
  const kind = (first: unknown) =>
    String(first)
      .split(/[:({<]/)[0]
      ?.slice(0, 120) ?? '';
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (first: unknown) => log.warn('slack library', { platform: 'slack', kind: kind(first) }),
    error: (first: unknown) => log.error('slack library', { platform: 'slack', kind: kind(first) }),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}

/** What an error is called, without its message, which can hold what people wrote. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { data } = error as { data?: { error?: unknown } };
  const code = String(data?.error ?? '');
  return /^[a-z_0-9]+$/.test(code) ? `${error.name} ${code}` : error.name;
}
