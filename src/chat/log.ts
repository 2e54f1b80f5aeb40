/** The only things a log line may hold: never a name, a text of a person or a token. `src/log.ts` drops every other key. */
export interface LogFields {
  readonly platform?: string;
  readonly tenant?: string;
  readonly kind?: string;
  readonly code?: string;
  readonly reference?: string;
  readonly error?: string;
  readonly count?: number;
  readonly attempt?: number;
  readonly ms?: number;
  readonly address?: string;
}

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** Where an error came from, for the log: its name and places, not its words, which may be somebody's. */
export function trace(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { message, stack = '' } = error;
  // The message comes first in the stack, and a person's words in it may look like places.
  const from = stack.indexOf(message);
  const places = from === -1 ? '' : stack.slice(from + message.length);
  const at = places.split('\n').filter((line) => line.startsWith('    at '));
  return [error.name, ...at.slice(0, 4).map((line) => line.trim())].join(' ');
}
