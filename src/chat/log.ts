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

/**
 * Where an error came from, for the log: its name, the code that PostgreSQL, a platform or the network gave it, and its
 * places; not its words, which may be somebody's.
 */
export function trace(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { message, stack = '' } = error;
  // The message comes first in the stack, and a person's words in it may look like places.
  const from = stack.indexOf(message);
  const places = from === -1 ? '' : stack.slice(from + message.length);
  const at = places.split('\n').filter((line) => line.startsWith('    at '));
  return [error.name, codeIn(error) ?? [], at.slice(0, 4).map((line) => line.trim())].flat().join(' ');
}

/** The first code among an error and its causes: Slack's word, or a code or HTTP status of whoever else made it. */
function codeIn(error: unknown): string | undefined {
  let at = error;
  for (let depth = 0; depth < 8 && typeof at === 'object' && at !== null; depth += 1) {
    const one = at as { data?: { error?: unknown }; [key: string]: unknown };
    const codes = [one.data?.error, one.code, one.statusCode, one.status];
    const found = codes.find((code) => /^[a-z0-9_]{1,40}$/i.test(String(code ?? '')));
    if (found !== undefined) return String(found);
    at = one.cause;
  }
  return undefined;
}
