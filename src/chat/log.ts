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
