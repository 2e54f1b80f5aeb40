import { pino } from 'pino';
import type { Log, LogFields } from '#chat/index.ts';

/** The only keys a log line may hold; anything else is dropped, so that no name, text or token gets into a log by mistake. */
const allowed: readonly (keyof LogFields)[] = [
  'platform',
  'tenant',
  'kind',
  'code',
  'reference',
  'error',
  'count',
  'attempt',
  'ms',
  'address',
];

/** A log of one JSON line per event, to standard output unless `write` takes the lines. */
export function createLog(level: string, write?: (line: string) => void): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const logger = write ? pino(options, { write }) : pino(options);
  return {
    info: (event, fields) => logger.info(only(fields), event),
    warn: (event, fields) => logger.warn(only(fields), event),
    error: (event, fields) => logger.error(only(fields), event),
  };
}

function only(fields: LogFields | undefined): object {
  return Object.fromEntries(
    allowed.flatMap((key) => {
      const value = fields?.[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}
