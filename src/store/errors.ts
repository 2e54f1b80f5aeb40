/** The error and its causes, outermost first: drizzle wraps what a driver throws. */
function* causes(error: unknown): Generator<{ code?: unknown; message?: unknown; constraint?: unknown }> {
  let at = error;
  for (let depth = 0; depth < 8 && typeof at === 'object' && at !== null; depth += 1) {
    yield at;
    at = 'cause' in at ? at.cause : undefined;
  }
}

/** Whether a statement broke a unique constraint or index, the named one if a name is given. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return causes(error).some(
    (e) => e.code === '23505' && (constraint === undefined || e.constraint === constraint),
  );
}

/** Whether PostgreSQL gave up a transaction for another one's sake (40001, 40P01), so that it may be done again as it is. */
export function isConflict(error: unknown): boolean {
  return causes(error).some(({ code }) => code === '40001' || code === '40P01');
}

// PostgreSQL, appendix A: class 08 is the connection, 57P01 to 57P03 a server going or coming, class 53 one without
// room, memory or connections left, 58030 a disk that fails, 25006 a server that may only be read.
const downStates = /^(08...|57P0[1-3]|57014|25P03|53...|58030|25006)$/;
const downErrnos =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOENT)$/;
// pg gives these no code.
const downWords =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after|PGlite is clos)/;

/** Whether something failed because the database is not there or keeps nothing now, rather than because of what was asked of it. */
export function isDatabaseDown(error: unknown): boolean {
  return causes(error).some(
    ({ code, message }) =>
      (typeof code === 'string' && (downStates.test(code) || downErrnos.test(code))) ||
      (typeof message === 'string' && downWords.test(message)),
  );
}
