/** A JSON object whose members have not been looked at yet. */
export type Dict = Record<string, unknown>;

/** Says whether a value is a JSON object (and not an array or null). */
export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is a JSON object, otherwise an empty one. */
export function dict(value: unknown): Dict {
  return isDict(value) ? value : {};
}

/** The value if it is an array, otherwise an empty one. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is a string, otherwise the empty one. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The value if it is a number, otherwise 0. */
export function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
