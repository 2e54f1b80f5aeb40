import pg from 'pg';

/** One statement as it went to PostgreSQL, and how long its answer took in milliseconds. */
export interface Heard {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly rows: number;
  readonly ms: number;
}

type Query = (...given: unknown[]) => unknown;

/** Calls `hear` after each statement of this process, whatever pool or connection it goes through, until the returned function is called. */
export function hearStatements(hear: (statement: Heard) => void): () => void {
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const before = prototype.query;
  prototype.query = function query(this: pg.Client, ...given: unknown[]) {
    const began = performance.now();
    const answer = before.apply(this, given);
    const [asked, values] = given as [string | pg.QueryConfig, unknown[] | undefined];
    const text = typeof asked === 'string' ? asked : asked.text;
    if (!(answer instanceof Promise) || text === undefined) return answer;
    const bound = values ?? (typeof asked === 'string' ? [] : (asked.values ?? []));
    return answer.then((result: pg.QueryResult) => {
      hear({ text, values: bound, rows: result.rowCount ?? 0, ms: performance.now() - began });
      return result;
    });
  };
  return () => {
    prototype.query = before;
  };
}

/** The statement with lists of parameters of any length made equal, so that it is the same statement each time. */
export function shapeOf(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\((?:\$\d+, )+\$\d+\)(?:, \((?:\$\d+, )*\$\d+\))*/g, '($…)')
    .replace(/\$\d+/g, '$')
    .trim();
}

/** Whether it reads or writes rows, rather than opening or ending a transaction, say. */
export function touchesRows(text: string): boolean {
  return /^\s*(select|insert|update|delete|with)\b/i.test(text) && /\b(from|into|update)\b/i.test(text);
}
