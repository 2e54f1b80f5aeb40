/** Whether PostgreSQL gave up a transaction for another one's sake (40001, 40P01), so that it may be done again as it is. */
export function isConflict(error: unknown): boolean {
  let at = error;
  for (let depth = 0; depth < 8 && typeof at === 'object' && at !== null; depth += 1) {
    if ('code' in at && (at.code === '40001' || at.code === '40P01')) return true;
    at = 'cause' in at ? at.cause : undefined;
  }
  return false;
}
