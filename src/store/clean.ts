/** The same JSON without what PostgreSQL refuses in jsonb: NUL, and halves of a surrogate pair that somebody's cut left over. */
export function clean<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, one: unknown) =>
    typeof one === 'string' ? one.replaceAll('\0', '').toWellFormed() : one,
  );
}
