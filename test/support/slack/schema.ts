import { isObj, type Obj } from './json.ts';

/** Collects complaints in Slack's own form, `must be … [json-pointer:/blocks/0]`. */
export interface Report {
  problems: string[];
}

/** Examines one value at one place. */
export type Check = (value: unknown, path: string, report: Report) => void;

/** Writes down one complaint. */
export function complain(report: Report, problem: string, path: string): void {
  report.problems.push(`${problem} [json-pointer:${path}]`);
}

/** Counts as Slack does: `&`, `<` and `>` of plain text are stored escaped and count as their entities [?]. */
export function escapedLength(text: string): number {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').length;
}

/** A string of `min` to `max` characters. */
export function string(max: number, min = 1, count = (text: string) => text.length): Check {
  return (value, path, report) => {
    if (typeof value !== 'string') return complain(report, 'must be a string', path);
    const length = count(value);
    if (length > max) complain(report, `must be less than ${max + 1} characters`, path);
    if (length < min) complain(report, `must be more than ${min - 1} characters`, path);
  };
}

/** A whole number between two bounds. */
export function whole(min: number, max: number): Check {
  return (value, path, report) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
      complain(report, `must be an integer from ${min} to ${max}`, path);
    }
  };
}

/** Any finite number. */
export const number: Check = (value, path, report) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) complain(report, 'must be a number', path);
};

/** A number above zero. */
export const positive: Check = (value, path, report) => {
  if (typeof value !== 'number' || !(value > 0)) complain(report, 'must be a positive number', path);
};

/** true or false. */
export const flag: Check = (value, path, report) => {
  if (typeof value !== 'boolean') complain(report, 'must be a boolean', path);
};

/** One of some literals. */
export function oneOf(...allowed: (string | number)[]): Check {
  return (value, path, report) => {
    if (!allowed.some((one) => one === value)) complain(report, `must be one of ${allowed.join(', ')}`, path);
  };
}

/** A string of a given form. */
export function pattern(form: RegExp, name: string, max = 3000): Check {
  return (value, path, report) => {
    string(max)(value, path, report);
    if (typeof value === 'string' && !form.test(value)) complain(report, `must be ${name}`, path);
  };
}

/** A list of `min` to `max` items. */
export function list(item: Check, max: number, min = 1): Check {
  return (value, path, report) => {
    if (!Array.isArray(value)) return complain(report, 'must be an array', path);
    if (value.length > max) complain(report, `no more than ${max} items allowed`, path);
    if (value.length < min) complain(report, `no fewer than ${min} items allowed`, path);
    for (const [index, one] of value.entries()) item(one, `${path}/${index}`, report);
  };
}

/** An object with exactly these fields; a name ending in `?` may be absent. Rules look at the whole. */
export function object(
  fields: Record<string, Check>,
  ...rules: ((value: Obj, path: string, report: Report) => void)[]
): Check {
  const known = new Map(Object.entries(fields).map(([name, check]) => [name.replace(/\?$/, ''), check]));
  const required = Object.keys(fields).filter((name) => !name.endsWith('?'));
  return (value, path, report) => {
    if (!isObj(value)) return complain(report, 'must be an object', path);
    for (const name of required) {
      if (value[name] === undefined) complain(report, `missing required field: ${name}`, path);
    }
    for (const [name, field] of Object.entries(value)) {
      const check = known.get(name);
      if (check) check(field, `${path}/${name}`, report);
      else complain(report, `invalid additional property: ${name}`, path);
    }
    for (const rule of rules) rule(value, path, report);
  };
}

/** An object told apart by its `type`. */
export function variant(kinds: Record<string, Check>): Check {
  return (value, path, report) => {
    if (!isObj(value)) return complain(report, 'must be an object', path);
    const check = Object.hasOwn(kinds, String(value.type)) ? kinds[String(value.type)] : undefined;
    if (check) check(value, path, report);
    else complain(report, `unsupported type: ${String(value.type)}`, path);
  };
}

/** The first check that has nothing to say wins; otherwise the last one's complaints stand. */
export function either(...checks: Check[]): Check {
  return (value, path, report) => {
    let last: string[] = [];
    for (const check of checks) {
      const trial: Report = { problems: [] };
      check(value, path, trial);
      if (trial.problems.length === 0) return;
      last = trial.problems;
    }
    report.problems.push(...last);
  };
}

/** Defers a check, so that shapes may contain each other. */
export function later(check: () => Check): Check {
  return (value, path, report) => check()(value, path, report);
}
