import type { Log } from '#chat/index.ts';

/** What was logged as an error, so that a test can show it. */
export const logged: string[] = [];

/** A log that keeps errors and says nothing. */
export const quietLog: Log = {
  info: () => {},
  warn: () => {},
  error: (event, fields) => void logged.push(`${event} ${JSON.stringify(fields ?? {})}`),
};
