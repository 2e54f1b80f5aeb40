/** A JSON object whose fields have not been looked at yet. */
export type Obj = Record<string, unknown>;

/** Says whether a value is a JSON object (not an array, not null). */
export function isObj(value: unknown): value is Obj {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the objects of a list, and an empty list for anything that is not one. */
export function objects(value: unknown): Obj[] {
  return Array.isArray(value) ? value.filter(isObj) : [];
}

/** Returns the value as an object, and an empty one when it is not. */
export function obj(value: unknown): Obj {
  return isObj(value) ? value : {};
}

/** Returns the value as a string, and '' when it is not one. */
export function str(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Parses JSON and returns undefined where that fails. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Calls `visit` for every object inside a value, outermost first, with the path to it. */
export function walk(value: unknown, visit: (found: Obj, path: string) => void, path = ''): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) walk(item, visit, `${path}/${index}`);
  } else if (isObj(value)) {
    visit(value, path);
    for (const [key, item] of Object.entries(value)) walk(item, visit, `${path}/${key}`);
  }
}
